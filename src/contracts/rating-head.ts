import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { EmbeddingMatrix, JsonObject, PluginState, RatingScale } from '../types.js';
import type { BuildContext } from './fusion-strategy.js';

/** What a graph head knows when it adds its layers. */
export interface HeadBuildContext extends BuildContext {
  readonly scale: RatingScale;
  /** Number of ratings on the scale, 5 for stars. */
  readonly classes: number;
}

/** Targets of one batch. */
export interface RatingTargets {
  /** Position of the rating on the scale, int32 `[batch]`: 0 is `scale.min`. */
  readonly classIndex: Tensor1D;
  /** Weight of every row (class weights), float32 `[batch]`. */
  readonly weights: Tensor1D;
}

/**
 * What a head minimises, in a form that a training graph can be compiled from. The target of a row is the position of its rating on the
 * scale, from 0 to `classes - 1`; every loss is the mean over the batch of weight times loss of each row.
 */
export type Objective =
  /**
   * Softmax cross-entropy of logits `[batch, classes]`. With `labelSmoothing` e the true class counts `1 - e + e / classes` and
   * every other one `e / classes`.
   */
  | { readonly kind: 'categorical-cross-entropy'; readonly labelSmoothing: number }
  /**
   * Conditional ordinal regression for neural networks (Shi, Cao and Raschka 2021) of logits `[batch, classes - 1]`: logit k tells
   * whether the position is above k among the rows where it is at least k. The loss of a row is the sum over the logits that
   * concern it.
   */
  | { readonly kind: 'corn' }
  /** Squared or absolute distance of outputs `[batch, 1]` from the position, in steps of the scale. */
  | { readonly kind: 'mean-squared-error' | 'mean-absolute-error' }
  /** `d² / 2` up to a distance d of `delta` steps, `delta * (d - delta / 2)` beyond (Huber 1964); outputs `[batch, 1]`. */
  | { readonly kind: 'huber'; readonly delta: number };

/**
 * A head that is part of the tfjs-layers graph and trained by the library's loop.
 */
export interface GraphRatingHead {
  readonly kind: 'graph';
  readonly specVersion: 1;
  /** Identifies the kind of head in a saved model. */
  readonly name: string;
  /** Fused `[batch, fused]` -> output `[batch, outputs]`, logits for a classifier. */
  build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor;
  /**
   * The loss in a declared form. Must be the same as `loss`; a head that offers it can be trained as one native graph, one without is
   * trained by tfjs.
   */
  readonly objective?: Objective;
  /** Mean over the batch of weight times loss of each row; differentiable. */
  loss(outputs: Tensor2D, targets: RatingTargets, scale: RatingScale): Scalar;
  /** Outputs `[batch, outputs]` -> probabilities `[batch, classes]`; every row sums to 1. */
  decode(outputs: Tensor2D, scale: RatingScale): Tensor2D;
  /** Constructor options in a form that JSON can hold. */
  config?(): JsonObject;
}

/** What an estimator head is fitted on. */
export interface EstimatorFitInput {
  /** Modalities side by side, absent ones as zeros followed by one presence column per modality. */
  readonly features: EmbeddingMatrix;
  /** Position of the rating on the scale, per row. */
  readonly classIndex: Int32Array;
  readonly weights: Float32Array;
  readonly scale: RatingScale;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** A head that is no graph: closed-form ridge, trees from another package, a remote service. */
export interface EstimatorRatingHead {
  readonly kind: 'estimator';
  readonly specVersion: 1;
  readonly name: string;
  fit(training: EstimatorFitInput, validation: EstimatorFitInput): Promise<void>;
  /** Features `[rows, dimensions]` -> probabilities `[rows, classes]`; every row sums to 1. */
  predict(features: EmbeddingMatrix, scale: RatingScale): Promise<EmbeddingMatrix>;
  config?(): JsonObject;
  saveState?(): PluginState;
  restoreState?(state: PluginState): void;
}

/** Fused vector -> rating distribution. */
export type RatingHead = GraphRatingHead | EstimatorRatingHead;

/** Anything a loss may be made of, re-exported so that a head's author needs one import. */
export type { Scalar, SymbolicTensor, Tensor, Tensor1D, Tensor2D };
