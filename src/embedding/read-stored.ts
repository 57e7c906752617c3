import { throwIfAborted } from '../util/abort.js';
import type { EmbeddingStore } from './types.js';

const KEYS_AT_ONCE = 512;

/** What {@link readStored} needs. */
export interface ReadStoredInput {
  readonly store: EmbeddingStore;
  readonly fingerprint: string;
  readonly keys: readonly string[];
  readonly dimensions: number;
  /** Is given every vector that is there. */
  readonly receive: (matrixRow: number, vector: Float32Array) => void;
  readonly signal: AbortSignal | undefined;
  readonly onRead: (count: number) => void;
}

/** Which vectors were not to be had from the store. */
export interface StoredVectors {
  /** Positions of the keys without a usable vector, ascending. */
  readonly missing: readonly number[];
  /** How many of them have a vector of a wrong length or with values that are not finite. */
  readonly unusable: number;
}

/** Hands over what the store has. A vector that cannot be the encoder's is not used. */
export async function readStored(job: ReadStoredInput): Promise<StoredVectors> {
  const missing: number[] = [];
  let unusable = 0;
  for (let start = 0; start < job.keys.length; start += KEYS_AT_ONCE) {
    throwIfAborted(job.signal);
    const keys = job.keys.slice(start, start + KEYS_AT_ONCE);
    const vectors = await job.store.getMany(job.fingerprint, keys);
    let found = 0;
    for (const offset of keys.keys()) {
      const vector = vectors[offset];
      const usable = vector?.length === job.dimensions && vector.every((value) => Number.isFinite(value));
      if (vector && usable) {
        job.receive(start + offset, vector);
        found++;
      } else {
        missing.push(start + offset);
        if (vector) unusable++;
      }
    }
    if (found > 0) job.onRead(found);
  }
  return { missing, unusable };
}
