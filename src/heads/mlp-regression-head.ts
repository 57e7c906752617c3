import {
  add,
  clipByValue,
  div,
  expandDims,
  log,
  mul,
  range,
  type Scalar,
  softmax,
  sub,
  type Tensor2D,
  tensor2d,
} from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, HeadBuildContext, Objective, RatingTargets } from '../contracts/index.js';
import type { JsonObject, RatingScale } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { classCount } from '../util/rating-scale.js';
import { objectiveLoss } from './losses/objective-loss.js';
import {
  buildDense,
  buildTrunk,
  checkTrunk,
  MLP_TRUNK_DEFAULTS,
  type MlpTrunkOptions,
  type ResolvedMlpTrunkOptions,
} from './mlp-trunk.js';

/** Options of {@link MlpRegressionHead}. */
export interface MlpRegressionHeadOptions extends MlpTrunkOptions {
  /** What is minimised, in steps of the scale. @default 'huber' */
  readonly loss?: 'huber' | 'mean-squared-error' | 'mean-absolute-error' | undefined;
  /** Distance in steps from which Huber's loss grows linearly only. @default 1 */
  readonly delta?: number | undefined;
}

export type ResolvedMlpRegressionHeadOptions = ResolvedMlpTrunkOptions & {
  readonly loss: 'huber' | 'mean-squared-error' | 'mean-absolute-error';
  readonly delta: number;
};

/** Defaults of {@link MlpRegressionHeadOptions}. */
export const MLP_REGRESSION_HEAD_DEFAULTS: ResolvedMlpRegressionHeadOptions = Object.freeze({
  ...MLP_TRUNK_DEFAULTS,
  loss: 'huber',
  delta: 1,
});

const OWNER = 'MlpRegressionHead';
/** Probabilities closer to 0 and 1 than this are not told apart by single precision. */
const EDGE = 1e-6;

/**
 * Predicts one number, the position on the scale, after the same hidden layers as {@link MlpClassifierHead}. Its distribution is the binomial
 * one over the positions whose mean is that number, clipped to the scale (binomial model of da Costa, Alonso and Cardoso 2008): an
 * assumption about the spread, not something learned. Raises `INVALID_OPTIONS`.
 */
export class MlpRegressionHead implements GraphRatingHead {
  readonly kind = 'graph';
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly objective: Objective;
  readonly #options: ResolvedMlpRegressionHeadOptions;

  constructor(options: MlpRegressionHeadOptions = {}) {
    const resolved = resolveOptions(OWNER, MLP_REGRESSION_HEAD_DEFAULTS, options);
    const { loss, delta } = resolved;
    checkTrunk(OWNER, resolved);
    const losses = ['huber', 'mean-squared-error', 'mean-absolute-error'];
    requireOption(losses.includes(loss), OWNER, `loss must be one of ${losses.join(', ')}, not "${loss}".`);
    requireOption(delta > 0 && Number.isFinite(delta), OWNER, `delta must be above 0, not ${delta}.`);
    this.#options = resolved;
    this.objective = loss === 'huber' ? { kind: loss, delta } : { kind: loss };
  }

  build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor {
    const middle = (context.classes - 1) / 2;
    return buildDense(buildTrunk(fused, this.#options, context), 1, 'linear', context, middle);
  }

  loss(outputs: Tensor2D, targets: RatingTargets, scale: RatingScale): Scalar {
    return objectiveLoss(this.objective, outputs, targets, scale);
  }

  decode(outputs: Tensor2D, scale: RatingScale): Tensor2D {
    const trials = classCount(scale) - 1;
    const success = clipByValue(div(outputs, trials), EDGE, 1 - EDGE);
    const positions = expandDims(range(0, trials + 1), 0);
    const logits = add(
      add(mul(log(success), positions), mul(log(sub(1, success)), sub(trials, positions))),
      tensor2d(logCoefficients(trials), [1, trials + 1]),
    );
    return softmax(logits) as Tensor2D;
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}

/** Logarithms of the binomial coefficients of `trials`. */
function logCoefficients(trials: number): Float32Array {
  let coefficient = 1;
  return Float32Array.from({ length: trials + 1 }, (_, k) => {
    if (k > 0) coefficient = (coefficient * (trials - k + 1)) / k;
    return Math.log(coefficient);
  });
}
