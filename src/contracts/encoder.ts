import type { EmbeddingMatrix, JsonObject, PluginState, ProgressEvent } from '../types.js';

/** What the library tells an encoder during a call. */
export interface EncodeOptions {
  readonly signal?: AbortSignal;
}

/** Options of {@link Encoder.load}. */
export interface EncoderLoadOptions extends EncodeOptions {
  /** Told about every file that has to be downloaded: stage `download-model`. */
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** Options of {@link Encoder.prefetch}. */
export interface PrefetchOptions extends EncoderLoadOptions {
  /**
   * Ask which commit a branch or tag stands for now, and fetch that. Without it the commit of the first download
   * stays. @default false
   */
  readonly update?: boolean;
}

/** A file that an encoder needs, on disk. */
export interface PrefetchedFile {
  /** Its name in the model's repository. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** The hash that its content was found to have (SHA-256, or git's SHA-1 of small files); `null` where nobody told one. */
  readonly hash: string | null;
}

/** What {@link Encoder.prefetch} fetched, or found to be there. */
export interface PrefetchedModel {
  /** Id on the Hugging Face Hub, or a folder. */
  readonly model: string;
  /** Branch, tag or commit as it was asked for. */
  readonly revision: string;
  /** The commit of all files; `null` for folders and for servers that know no commits. */
  readonly commit: string | null;
  readonly files: readonly PrefetchedFile[];
}

/** Options of {@link Encoder.fit}. */
export interface EncoderFitOptions extends EncodeOptions {
  /** Reaches every random choice of the fit. */
  readonly seed: number;
  /** The rating of every training input, for encoders that learn from ratings too. Only training rows, as the inputs are. */
  readonly targets?: Float32Array;
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
  /**
   * Names the space of the vectors when other encoders share it: texts and pictures whose encoders have equal `space` can be
   * compared, as those of CLIP can.
   */
  readonly space?: string;
  /** How many inputs the library should pass at once. @default 8 */
  readonly batchSize?: number;
  /** Whether its vectors are worth keeping in the embedding store; false for one that only looks them up. @default true */
  readonly storable?: boolean;
  /** Loads weights and heavy libraries. Called before the first `encode`; may be called again. */
  load?(options?: EncoderLoadOptions): Promise<void>;
  /**
   * Fetches everything that `load` needs, so that it works without a network from then on, and checks what is there
   * already against the hashes under which it was recorded; what is damaged is fetched again. Typical use: while a
   * container image is built. Opens no model.
   */
  prefetch?(options?: PrefetchOptions): Promise<PrefetchedModel>;
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
