import { join } from 'node:path';
import { LmdbEmbeddingStore } from './lmdb-embedding-store.js';
import type { EmbeddingStore } from './types.js';

/** The embedding store below a cache folder. Nothing is opened before the first read or write. */
export function openEmbeddingStore(cacheDirectory: string): EmbeddingStore {
  return new LmdbEmbeddingStore({ directory: join(cacheDirectory, 'embeddings') });
}
