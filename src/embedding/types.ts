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
