import { openEmbeddingStore } from '../embedding/open-embedding-store.js';
import type { EmbeddingStore } from '../embedding/types.js';
import type { ResolvedRecommenderOptions } from '../options.js';

/** Lends the store of the options, or one in the cache folder that is closed afterwards. */
export async function withEmbeddingStore<Result>(
  { embeddingStore, cacheDirectory }: Pick<ResolvedRecommenderOptions, 'embeddingStore' | 'cacheDirectory'>,
  use: (store: EmbeddingStore | null) => Promise<Result>,
): Promise<Result> {
  if (embeddingStore !== undefined) return use(embeddingStore);
  const store = openEmbeddingStore(cacheDirectory);
  try {
    return await use(store);
  } finally {
    await store?.close();
  }
}
