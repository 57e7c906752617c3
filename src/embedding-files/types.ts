import type { EmbeddingMatrix } from '../types.js';

/** Vectors with their names: row `i` of the matrix belongs to `ids[i]`. */
export interface KeyedEmbeddings {
  /** Item ids, texts, hashes of files: whatever the vectors are looked up by. */
  readonly ids: readonly string[];
  /** `[ids.length, dimensions]`. */
  readonly matrix: EmbeddingMatrix;
}

/** Options of {@link readEmbeddings}. Those of other formats than the file's are ignored. */
export interface ReadEmbeddingsOptions {
  /**
   * The ids, row by row, when the file has none.
   * @default `.npy`: from `<name>.ids.json` or `<name>.ids.txt` beside it; `.safetensors`: from the metadata entry `ids`
   */
  readonly ids?: readonly string[] | undefined;
  /** `.safetensors`: name of the tensor `[rows, dimensions]`. @default the only one with two axes; without any, every tensor is a vector named by its id */
  readonly tensor?: string | undefined;
  /** Parquet: column of the ids, strings or integers. @default 'id' */
  readonly idColumn?: string | undefined;
  /** Parquet: column of the vectors, lists of numbers. @default 'embedding' */
  readonly vectorColumn?: string | undefined;
  /** Aborting makes the call reject with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** Defaults of {@link ReadEmbeddingsOptions}, and the names that {@link writeEmbeddings} uses. */
export const EMBEDDING_FILE_DEFAULTS = Object.freeze({ idColumn: 'id', vectorColumn: 'embedding' });
