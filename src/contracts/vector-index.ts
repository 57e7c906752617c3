import type { EmbeddingMatrix } from '../types.js';

/** The nearest vectors of one query, most similar first. */
export interface Neighbours {
  readonly ids: readonly string[];
  /** Cosine similarities, descending; as many as `ids`. */
  readonly similarities: Float32Array;
}

/** Options of {@link VectorIndex.search}. */
export interface VectorSearchOptions {
  readonly signal?: AbortSignal;
}

/**
 * Finds the vectors with the largest cosine similarity, exactly or approximately: in memory, in a library, in a
 * database. One index holds vectors of one length.
 */
export interface VectorIndex {
  readonly specVersion: 1;
  readonly name: string;
  /** Adds vectors `[ids.length, dimensions]` under these ids; an id that is there already gets the new vector. */
  upsert(ids: readonly string[], vectors: EmbeddingMatrix): Promise<void>;
  /** Takes ids out; unknown ones are ignored. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * For every query of `[queries, dimensions]` the `k` most similar ids, fewer only when the index holds fewer. Equal
   * similarities come in the order in which the ids were added. A zero vector is similar to nothing: 0 everywhere.
   */
  search(queries: EmbeddingMatrix, k: number, options?: VectorSearchOptions): Promise<readonly Neighbours[]>;
  dispose?(): Promise<void>;
}
