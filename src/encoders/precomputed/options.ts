import { formatOf } from '../../embedding-files/embedding-files.js';
import type { KeyedEmbeddings, ReadEmbeddingsOptions } from '../../embedding-files/types.js';
import { RecommenderError } from '../../errors.js';
import type { JsonObject } from '../../types.js';
import { requireOption, resolveOptions } from '../../util/options.js';

/** Vectors in memory or in a file. */
export type PrecomputedVectors = string | KeyedEmbeddings | ReadonlyMap<string, ArrayLike<number>>;

/** What the vectors are found by: see {@link PrecomputedEncoderOptions.key}. */
export type PrecomputedKey<Input> = 'content' | 'itemId' | ((input: Input) => string);

/** Options of {@link PrecomputedEncoder}. */
export interface PrecomputedEncoderOptions<Input extends string | Uint8Array> {
  /**
   * A path that {@link readEmbeddings} understands, ids with their matrix, or a map from id to vector. Vectors in memory
   * are not copied: leave them as they are while the encoder is in use.
   */
  readonly embeddings: PrecomputedVectors;
  /**
   * The id of an input. `'content'`: the text itself, as written or as {@link cleanText} leaves it, and for an image the SHA-256 of its file in
   * hexadecimal. `'itemId'`: for images, the id of the item; nothing is downloaded then, and an item without a vector counts
   * as an item without an image. A function: whatever it returns.
   * @default 'content'
   */
  readonly key?: PrecomputedKey<Input> | undefined;
  /** How to read the file: columns, tensor, ids. @default {} */
  readonly read?: Omit<ReadEmbeddingsOptions, 'signal'> | undefined;
}

/** {@link PrecomputedEncoderOptions} with the defaults filled in. */
export interface ResolvedPrecomputedOptions<Input extends string | Uint8Array> {
  readonly embeddings: PrecomputedVectors;
  readonly key: PrecomputedKey<Input>;
  readonly read: Omit<ReadEmbeddingsOptions, 'signal'>;
}

/** Defaults of {@link PrecomputedEncoderOptions}. */
export const PRECOMPUTED_DEFAULTS = Object.freeze({
  key: 'content' as const,
  read: Object.freeze({}) as Omit<ReadEmbeddingsOptions, 'signal'>,
});

/** Raises `INVALID_OPTIONS` for unknown keys, a path of another format and a key that is none. */
export function resolvePrecomputedOptions<Input extends string | Uint8Array>(
  owner: string,
  given: PrecomputedEncoderOptions<Input>,
): ResolvedPrecomputedOptions<Input> {
  const options = resolveOptions<ResolvedPrecomputedOptions<Input>>(
    owner,
    { embeddings: '', ...PRECOMPUTED_DEFAULTS },
    given,
  );
  const { key, embeddings } = options;
  requireOption(
    key === 'content' || key === 'itemId' || typeof key === 'function',
    owner,
    `key must be 'content', 'itemId' or a function, but is ${JSON.stringify(key)}.`,
  );
  if (typeof embeddings === 'string') formatOf(owner, embeddings);
  else {
    requireOption(
      embeddings instanceof Map ||
        (Array.isArray((embeddings as KeyedEmbeddings).ids) && 'matrix' in embeddings),
      owner,
      'embeddings must be a path, { ids, matrix }, or a map from id to vector.',
    );
  }
  return options;
}

/** What a saved model keeps to make the encoder again; undefined when that would take a function or the vectors themselves. */
export function precomputedConfig<Input extends string | Uint8Array>(
  options: ResolvedPrecomputedOptions<Input>,
): JsonObject | undefined {
  const { embeddings, key, read } = options;
  if (typeof embeddings !== 'string' || typeof key === 'function' || read.ids !== undefined) return undefined;
  const { tensor, idColumn, vectorColumn } = read;
  return {
    embeddings,
    key,
    read: {
      ...(tensor === undefined ? {} : { tensor }),
      ...(idColumn === undefined ? {} : { idColumn }),
      ...(vectorColumn === undefined ? {} : { vectorColumn }),
    },
  };
}

/** A map as ids and a matrix. Raises `DIMENSION_MISMATCH` when the vectors differ in width. */
export function keyedFromMap(
  owner: string,
  vectors: ReadonlyMap<string, ArrayLike<number>>,
): KeyedEmbeddings {
  const ids = [...vectors.keys()];
  const dimensions = vectors.get(ids[0] ?? '')?.length ?? 0;
  const data = new Float32Array(ids.length * dimensions);
  for (const [row, id] of ids.entries()) {
    const vector = vectors.get(id)!;
    if (vector.length !== dimensions) {
      throw new RecommenderError(
        'DIMENSION_MISMATCH',
        `${owner}: expected vectors of one width, but "${ids[0]}" has ${dimensions} numbers and "${id}" has ${vector.length}.`,
        { data: { id, expected: dimensions, received: vector.length } },
      );
    }
    data.set(vector, row * dimensions);
  }
  return { ids, matrix: { data, rows: ids.length, dimensions } };
}
