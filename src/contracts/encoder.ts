import type { EmbeddingMatrix, JsonObject, PluginState } from '../types.js';

/** What the library tells an encoder during a call. */
export interface EncodeOptions {
  readonly signal?: AbortSignal;
}

/** Options of {@link Encoder.fit}. */
export interface EncoderFitOptions extends EncodeOptions {
  /** Reaches every random choice of the fit. */
  readonly seed: number;
}

/**
 * What text and image encoders share. An encoder turns one batch into one matrix; the library does the batching,
 * ordering, deduplication, caching, retry, abort and progress.
 */
export interface Encoder<Input> {
  readonly specVersion: 1;
  /** Identifies the kind of encoder in a saved model: the class name, for instance. */
  readonly name: string;
  /** Columns of every matrix it returns. Raises `NOT_FITTED` while that is unknown (before `load` or `fit`). */
  readonly dimensions: number;
  /**
   * Changes whenever the same input could give another vector (weights, pooling, precision, fitted state), and only
   * then: batch size and threads are not part of it. Keys the embedding store. Raises `NOT_FITTED` while unknown.
   */
  readonly fingerprint: string;
  /** How many inputs the library should pass at once. @default 8 */
  readonly batchSize?: number;
  /** Loads weights and heavy libraries. Called before the first `encode`; may be called again. */
  load?(options?: EncodeOptions): Promise<void>;
  /** Learns from training inputs only. Called on every `fit` of the recommender, before `encode`. */
  fit?(inputs: readonly Input[], options: EncoderFitOptions): Promise<void>;
  /** Row `i` of the result belongs to `inputs[i]`, whatever else is in the batch. Shape `[inputs.length, dimensions]`. */
  encode(inputs: readonly Input[], options?: EncodeOptions): Promise<EmbeddingMatrix>;
  /** Constructor options in a form that JSON can hold, so that a saved model can rebuild the encoder. */
  config?(): JsonObject;
  /** What `fit` learned; goes into the saved model. */
  saveState?(): PluginState;
  /** The inverse of `saveState`, on an encoder that was constructed with the same options. */
  restoreState?(state: PluginState): void;
  /** Gives memory back. The encoder may be loaded again afterwards. */
  dispose?(): Promise<void>;
}
