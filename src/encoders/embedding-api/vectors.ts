import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';

/** What came back from a model, and what should have. */
export interface AnswerCheck {
  /** Name of the encoder. */
  readonly name: string;
  /** Number of texts that were sent. */
  readonly count: number;
  /** `null` while it is unknown; then the first vector says. */
  readonly dimensions: number | null;
}

/** Lists of numbers as a matrix. Raises `MODEL_OUTPUT` for another count or width and for what is no finite number. */
export function toMatrix(answer: unknown, { name, count, dimensions }: AnswerCheck): EmbeddingMatrix {
  if (!Array.isArray(answer) || answer.length !== count) {
    throw unexpected(
      name,
      `one vector for each of ${count} texts`,
      Array.isArray(answer) ? `it gave ${answer.length}` : `it gave a ${typeof answer}`,
    );
  }
  const vectors = answer as readonly unknown[];
  const width = dimensions ?? (isList(vectors[0]) ? vectors[0].length : 0);
  const data = new Float32Array(count * width);
  for (const [row, vector] of vectors.entries()) {
    if (!isList(vector) || vector.length !== width || width === 0) {
      const found = isList(vector) ? `${vector.length} numbers` : `a ${typeof vector}`;
      throw unexpected(name, `vectors of ${width || 'one or more'} numbers`, `vector ${row} is ${found}`);
    }
    for (let i = 0; i < width; i++) {
      const value = Math.fround(vector[i] as number);
      if (typeof vector[i] !== 'number' || !Number.isFinite(value)) {
        throw unexpected(name, 'finite numbers', `vector ${row} has ${String(vector[i])} in column ${i}`);
      }
      data[row * width + i] = value;
    }
  }
  return { data, rows: count, dimensions: width };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || value instanceof Float32Array || value instanceof Float64Array;
}

function unexpected(name: string, expected: string, found: string): RecommenderError {
  return new RecommenderError(
    'MODEL_OUTPUT',
    `${name}: expected ${expected} from the embedding model, but ${found}. Check the model, and the option "dimensions".`,
    { data: { expected, found } },
  );
}
