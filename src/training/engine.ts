/** Rows of one batch in plain arrays. */
export interface Batch {
  readonly rows: number;
  /** Values `[rows, dimensions]` and present `[rows, 1]` of every modality in turn, row by row. */
  readonly inputs: readonly Float32Array[];
  /** Position of every rating on the scale. */
  readonly classIndex: Int32Array;
  /** Weight of every row in the loss. */
  readonly weights: Float32Array;
}

/** What became of one batch. */
export interface BatchOutcome {
  /** Mean loss over the rows of the batch. */
  readonly loss: number;
  /** Rows whose most probable rating was the true one. */
  readonly correct: number;
}

/** Computes training steps. The training loop knows no more of the arithmetic than this. */
export interface TrainingEngine {
  /** `onnx`, `wasm` or `cpu`. */
  readonly backend: string;
  /** One step of gradient descent; leaves all weights as they are when the loss is not finite. */
  step(batch: Batch, learningRate: number): Promise<BatchOutcome>;
  /** Loss and hits of a batch without learning from it: no dropout, moving averages, no auxiliary losses. */
  evaluate(batch: Batch): Promise<BatchOutcome>;
  /** Copies of all weights by name. */
  readWeights(): Record<string, Float32Array>;
  /** Gives memory and threads back. */
  close(): Promise<void>;
}
