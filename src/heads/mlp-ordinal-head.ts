import {
  concat,
  cumprod,
  mul,
  onesLike,
  type Scalar,
  sigmoid,
  slice,
  sub,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, HeadBuildContext, Objective, RatingTargets } from '../contracts/index.js';
import type { JsonObject, RatingScale } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { objectiveLoss } from './losses/objective-loss.js';
import {
  buildDense,
  buildTrunk,
  checkTrunk,
  MLP_TRUNK_DEFAULTS,
  type MlpTrunkOptions,
  type ResolvedMlpTrunkOptions,
} from './mlp-trunk.js';

/** Options of {@link MlpOrdinalHead}. */
export type MlpOrdinalHeadOptions = MlpTrunkOptions;

/** Defaults of {@link MlpOrdinalHeadOptions}. */
export const MLP_ORDINAL_HEAD_DEFAULTS: ResolvedMlpTrunkOptions = MLP_TRUNK_DEFAULTS;

const OWNER = 'MlpOrdinalHead';

/**
 * Knows that ratings have an order: after the same hidden layers as {@link MlpClassifierHead}, logit k of `classes - 1` tells whether the rating
 * is above position k given that it is at least k (CORN: Shi, Cao and Raschka 2021). Raises `INVALID_OPTIONS` when `hidden` and
 * `dropout` do not fit together.
 */
export class MlpOrdinalHead implements GraphRatingHead {
  readonly kind = 'graph';
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly objective: Objective = { kind: 'corn' };
  readonly #options: ResolvedMlpTrunkOptions;

  constructor(options: MlpOrdinalHeadOptions = {}) {
    this.#options = resolveOptions(OWNER, MLP_ORDINAL_HEAD_DEFAULTS, options);
    checkTrunk(OWNER, this.#options);
  }

  build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor {
    return buildDense(buildTrunk(fused, this.#options, context), context.classes - 1, 'linear', context);
  }

  loss(outputs: Tensor2D, targets: RatingTargets, scale: RatingScale): Scalar {
    return objectiveLoss(this.objective, outputs, targets, scale);
  }

  /** P(position k) = P(above k - 1) (1 - P(above k | at least k)). */
  decode(outputs: Tensor2D): Tensor2D {
    const further = sigmoid(outputs);
    const reached = cumprod(further, 1) as Tensor2D;
    const first = onesLike(slice(reached, [0, 0], [-1, 1])) as Tensor2D;
    const tasks = outputs.shape[1];
    const before = tasks === 1 ? first : concat([first, slice(reached, [0, 0], [-1, tasks - 1])], 1);
    // sigmoid(-z) instead of 1 - sigmoid(z), which is 0 too soon.
    const stops = mul(before, sigmoid(sub(0, outputs)));
    return concat([stops as Tensor2D, slice(reached, [0, tasks - 1], [-1, 1])], 1) as Tensor2D;
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
