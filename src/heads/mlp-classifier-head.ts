import {
  logSoftmax,
  mean,
  mul,
  neg,
  oneHot,
  type Scalar,
  softmax,
  sum,
  type Tensor1D,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { GraphRatingHead, HeadBuildContext, Objective, RatingTargets } from '../contracts/index.js';
import type { JsonObject, RatingScale } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { classCount } from '../util/rating-scale.js';
import { SeededDropout } from './seeded-dropout.js';

/** Options of {@link MlpClassifierHead}. */
export interface MlpClassifierHeadOptions {
  /** Units of every hidden layer. @default [1024, 512, 128] */
  readonly hidden?: readonly number[] | undefined;
  /** Share of units dropped after every hidden layer: one number for each. @default [0.4, 0.3, 0.2] */
  readonly dropout?: readonly number[] | undefined;
  /** Normalise the activations of every hidden layer over the batch. @default true */
  readonly batchNormalization?: boolean | undefined;
}

export type ResolvedMlpClassifierHeadOptions = {
  readonly [Key in keyof MlpClassifierHeadOptions]-?: Exclude<MlpClassifierHeadOptions[Key], undefined>;
};

/** Defaults of {@link MlpClassifierHeadOptions}: the head of the Keras notebook that this library re-creates. */
export const MLP_CLASSIFIER_HEAD_DEFAULTS: ResolvedMlpClassifierHeadOptions = Object.freeze({
  hidden: Object.freeze([1024, 512, 128]),
  dropout: Object.freeze([0.4, 0.3, 0.2]),
  batchNormalization: true,
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
  readonly objective: Objective = { kind: 'categorical-cross-entropy', labelSmoothing: 0 };
  readonly #options: ResolvedMlpClassifierHeadOptions;

  constructor(options: MlpClassifierHeadOptions = {}) {
    const resolved = resolveOptions(OWNER, MLP_CLASSIFIER_HEAD_DEFAULTS, options);
    const { hidden, dropout } = resolved;
    const isCount = (units: number) => Number.isInteger(units) && units > 0;
    requireOption(hidden.every(isCount), OWNER, `hidden must be whole numbers above 0, not [${hidden}].`);
    requireOption(
      dropout.length === hidden.length && dropout.every((rate) => rate >= 0 && rate < 1),
      OWNER,
      `dropout must hold one number from 0 to below 1 for each of the ${hidden.length} hidden layers, not [${dropout}].`,
    );
    this.#options = resolved;
  }

  build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor {
    const dense = (units: number, activation: 'relu' | 'linear') =>
      layers.dense({
        units,
        activation,
        kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
      });
    let output = fused;
    this.#options.hidden.forEach((units, position) => {
      output = dense(units, 'relu').apply(output) as SymbolicTensor;
      if (this.#options.batchNormalization) {
        output = layers.batchNormalization().apply(output) as SymbolicTensor;
      }
      const dropout = new SeededDropout({ rate: this.#options.dropout[position]!, seed: context.nextSeed() });
      output = dropout.apply(output) as SymbolicTensor;
    });
    return dense(context.classes, 'linear').apply(output) as SymbolicTensor;
  }

  loss(outputs: Tensor2D, { classIndex, weights }: RatingTargets, scale: RatingScale): Scalar {
    const actual = oneHot(classIndex, classCount(scale));
    const rowLoss = neg(sum(mul(actual, logSoftmax(outputs)), 1)) as Tensor1D;
    return mean(mul(weights, rowLoss));
  }

  decode(outputs: Tensor2D): Tensor2D {
    return softmax(outputs);
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
