import type { RatingColumn, RatingScale } from '../types.js';

/** One epoch of training. */
export interface EpochRecord {
  /** 1-based. */
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number;
  readonly learningRate: number;
}

/** Where a loss was no finite number any more. */
export interface Divergence {
  /** 1-based. */
  readonly epoch: number;
  /** 1-based, counted over all epochs. */
  readonly step: number;
  readonly learningRate: number;
  /** `NaN` or `Infinity`, in words since JSON has neither. */
  readonly loss: string;
}

/** How a training went. Empty `epochs` for heads that are not trained by epochs. */
export interface TrainingHistory {
  readonly epochs: readonly EpochRecord[];
  /** 1-based epoch whose weights were kept; 0 for heads that are not trained by epochs. */
  readonly bestEpoch: number;
  readonly stoppedEarly: boolean;
  /** Set when training ended because the loss was no finite number any more; the weights are those of the best epoch before. */
  readonly diverged?: Divergence | undefined;
  /** `onnx` (onnxruntime), `wasm` or `cpu` (tfjs), or `none`. */
  readonly backend: string;
  /** Weights of the classes in the loss, ascending by rating. */
  readonly classWeights: readonly number[];
  readonly parameters: number;
}

/** Rows to train on: columns and targets are shared, the two lists say which rows play which part. */
export interface TrainingData {
  readonly columns: readonly RatingColumn[];
  /** Position of every row's rating on the scale. */
  readonly classIndex: Int32Array;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly scale: RatingScale;
}
