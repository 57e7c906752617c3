import { RecommenderError } from '../errors.js';
import type { EmbeddingMatrix } from '../types.js';

/** What a matrix that an encoder returned must look like. */
export interface ExpectedMatrix {
  /** Name of the encoder. */
  readonly encoder: string;
  /** Number of inputs it was given. */
  readonly rows: number;
  readonly dimensions: number;
  /** Says which input row `i` of the matrix belongs to, for the message. */
  readonly describe: (row: number) => string;
}

/**
 * Checks what a plug-in returned before anything is stored. Raises `DIMENSION_MISMATCH` for a matrix of another
 * shape than promised, `INVALID_EMBEDDING` for NaN or an infinite value.
 */
export function validateMatrix(matrix: EmbeddingMatrix, expected: ExpectedMatrix): void {
  const { encoder, rows, dimensions, describe } = expected;
  const length = matrix?.data?.length;
  if (matrix?.rows !== rows || matrix.dimensions !== dimensions || length !== rows * dimensions) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `The encoder "${encoder}" was given ${rows} inputs and promises ${dimensions} dimensions: expected a matrix ` +
        `[${rows}, ${dimensions}] with ${rows * dimensions} values, but [${matrix?.rows}, ${matrix?.dimensions}] ` +
        `with ${length} values came. Make encode() and dimensions agree.`,
      {
        data: {
          encoder,
          expected: { rows, dimensions, values: rows * dimensions },
          received: { rows: matrix?.rows, dimensions: matrix?.dimensions, values: length },
        },
      },
    );
  }
  const bad = matrix.data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const row = Math.floor(bad / dimensions);
  const column = bad % dimensions;
  throw new RecommenderError(
    'INVALID_EMBEDDING',
    `The encoder "${encoder}" must return finite numbers, but gave ${matrix.data[bad]} at dimension ${column} ` +
      `for ${describe(row)}. Nothing of this batch was stored.`,
    { data: { encoder, batchRow: row, dimension: column, value: String(matrix.data[bad]) } },
  );
}
