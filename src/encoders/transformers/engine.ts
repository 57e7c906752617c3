import type { EmbeddingMatrix } from '../../types.js';

/** What the plans of all encoders say. */
export interface EnginePlan {
  /** The commit on the Hub that the files are of; `null` for folders and servers that know no commits. */
  readonly commit: string | null;
  readonly dimensions: number;
}

/** A loaded encoder, in this thread or in another one. */
export interface EncoderEngine<Input, Plan> {
  /** Everything resolved; plain values. */
  readonly plan: Plan;
  readonly fingerprint: string;
  encode(inputs: readonly Input[], signal: AbortSignal | undefined): Promise<EmbeddingMatrix>;
  /** Has the model been lost since, with the thread that it was in? It can then only be opened again. */
  isLost?(): boolean;
  release(): Promise<void>;
}
