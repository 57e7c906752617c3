import { openEmbeddingStore } from '../embedding/open-embedding-store.js';
import type { EmbeddingStore } from '../embedding/types.js';
import type { ResolvedRecommenderOptions } from '../options.js';

type StoreOptions = Pick<ResolvedRecommenderOptions, 'embeddingStore' | 'cacheDirectory'>;

/** A store and who has to close it. */
export interface LentStore {
  readonly store: EmbeddingStore | null;
  /** Closes a store that was opened for this purpose; leaves one that was given in the options open. */
  close(): Promise<void>;
}

/** The store of the options, or one in the cache folder. */
export function lendEmbeddingStore({ embeddingStore, cacheDirectory }: StoreOptions): LentStore {
  if (embeddingStore !== undefined) return { store: embeddingStore, close: async () => {} };
  const store = openEmbeddingStore(cacheDirectory);
  return { store, close: async () => store?.close() };
}

/** Lends the store of the options, or one in the cache folder that is closed afterwards. */
export async function withEmbeddingStore<Result>(
  options: StoreOptions,
  use: (store: EmbeddingStore | null) => Promise<Result>,
): Promise<Result> {
  const { store, close } = lendEmbeddingStore(options);
  try {
    return await use(store);
  } finally {
    await close();
  }
}
