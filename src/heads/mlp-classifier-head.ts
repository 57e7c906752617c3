import { type Scalar, softmax, type Tensor2D } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, HeadBuildContext, Objective, RatingTargets } from '../contracts/index.js';
import type { JsonObject, RatingScale } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { objectiveLoss } from './losses/objective-loss.js';
import {
  buildDense,
  buildTrunk,
  checkTrunk,
  MLP_TRUNK_DEFAULTS,
  type MlpTrunkOptions,
  type ResolvedMlpTrunkOptions,
} from './mlp-trunk.js';

/** Options of {@link MlpClassifierHead}. */
export interface MlpClassifierHeadOptions extends MlpTrunkOptions {
  /** Share of the probability that training spreads evenly over all ratings (Szegedy et al. 2016). @default 0 */
  readonly labelSmoothing?: number | undefined;
}

export type ResolvedMlpClassifierHeadOptions = ResolvedMlpTrunkOptions & { readonly labelSmoothing: number };

/** Defaults of {@link MlpClassifierHeadOptions}: the head of the Keras notebook that this library re-creates. */
export const MLP_CLASSIFIER_HEAD_DEFAULTS: ResolvedMlpClassifierHeadOptions = Object.freeze({
  ...MLP_TRUNK_DEFAULTS,
  labelSmoothing: 0,
});

const OWNER = 'MlpClassifierHead';

/**
 * Hidden layers of Dense (ReLU), batch normalisation and dropout, in that order, then one logit per rating. The loss
 * is softmax cross-entropy, weighted per row and averaged over the batch as Keras does with `class_weight`.
 * Raises `INVALID_OPTIONS` when `hidden` and `dropout` do not fit together.
 */
export class MlpClassifierHead implements GraphRatingHead {
  readonly kind = 'graph';
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly objective: Objective;
  readonly #options: ResolvedMlpClassifierHeadOptions;

  constructor(options: MlpClassifierHeadOptions = {}) {
    const resolved = resolveOptions(OWNER, MLP_CLASSIFIER_HEAD_DEFAULTS, options);
    const { labelSmoothing } = resolved;
    checkTrunk(OWNER, resolved);
    requireOption(
      labelSmoothing >= 0 && labelSmoothing < 1,
      OWNER,
      `labelSmoothing must be 0 to below 1, not ${labelSmoothing}.`,
    );
    this.#options = resolved;
    this.objective = { kind: 'categorical-cross-entropy', labelSmoothing };
  }

  build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor {
    return buildDense(buildTrunk(fused, this.#options, context), context.classes, 'linear', context);
  }

  loss(outputs: Tensor2D, targets: RatingTargets, scale: RatingScale): Scalar {
    return objectiveLoss(this.objective, outputs, targets, scale);
  }

  decode(outputs: Tensor2D): Tensor2D {
    return softmax(outputs);
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
