import type { ModalityColumn } from '../types.js';

/** One input of the embedding stage, read only when its vector is not in the store. */
export interface EmbeddingInput<Input> {
  /** Content hash: equal content has equal keys. */
  readonly key: string;
  /** Characters or bytes; inputs are encoded in this order so that a batch holds similar lengths. */
  readonly length: number;
  read(): Input | Promise<Input>;
}

/** Vectors kept between runs, keyed by encoder fingerprint and content hash. */
export interface EmbeddingStore {
  /** Entry `i` is the vector of `keys[i]`, or undefined when it is not there. */
  getMany(fingerprint: string, keys: readonly string[]): Promise<(Float32Array | undefined)[]>;
  /** Resolves when the vectors are durable. */
  putMany(
    fingerprint: string,
    entries: readonly (readonly [key: string, vector: Float32Array])[],
  ): Promise<void>;
  close(): Promise<void>;
}

/** Where the vectors of a column came from. */
export interface EmbeddingSummary {
  /** Different inputs among the rows. */
  readonly distinct: number;
  /** Encoded in this call. */
  readonly encoded: number;
  /** Found in the store. */
  readonly reused: number;
  /** Found in the store with a length that the encoder does not have; encoded again and overwritten. */
  readonly unusable: number;
}

/** A {@link ModalityColumn} with an account of how it came about. */
export interface EmbeddedColumn extends ModalityColumn {
  readonly summary: EmbeddingSummary;
}
