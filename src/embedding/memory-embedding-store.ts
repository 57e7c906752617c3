import type { EmbeddingStore } from './types.js';

/** Keeps vectors for as long as the object lives: for tests, and for serving without a disk. */
export class MemoryEmbeddingStore implements EmbeddingStore {
  readonly #vectors = new Map<string, Map<string, Float32Array>>();

  async getMany(fingerprint: string, keys: readonly string[]): Promise<(Float32Array | undefined)[]> {
    const known = this.#vectors.get(fingerprint);
    return keys.map((key) => known?.get(key)?.slice());
  }

  async putMany(
    fingerprint: string,
    entries: readonly (readonly [key: string, vector: Float32Array])[],
  ): Promise<void> {
    const known = this.#vectors.get(fingerprint) ?? new Map<string, Float32Array>();
    this.#vectors.set(fingerprint, known);
    for (const [key, vector] of entries) known.set(key, vector.slice());
  }

  async close(): Promise<void> {
    this.#vectors.clear();
  }
}
