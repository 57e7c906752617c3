import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { LEAST_DIMENSIONS, requireRate, requireSizes } from './check-options.js';
import { MaskedWeights } from './layers/masked-weights.js';
import { concatenate, dot, project, reshape, stack } from './projections.js';

/** Options of {@link WeightedSumFusion}. */
export interface WeightedSumFusionOptions {
  /** Length of the projections and of the result, from 2. @default 256 */
  readonly dimensions?: number | undefined;
  /** Share of the numbers of every projection that is dropped in training, from 0 to below 1. @default 0.1 */
  readonly dropout?: number | undefined;
}

/** {@link WeightedSumFusionOptions} with the defaults filled in. */
export type ResolvedWeightedSumFusionOptions = {
  readonly [Key in keyof WeightedSumFusionOptions]-?: Exclude<WeightedSumFusionOptions[Key], undefined>;
};

/** Defaults of {@link WeightedSumFusionOptions}. */
export const WEIGHTED_SUM_FUSION_DEFAULTS: ResolvedWeightedSumFusionOptions = Object.freeze({
  dimensions: 256,
  dropout: 0.1,
});

const OWNER = 'WeightedSumFusion';

/**
 * Projects every modality to vectors of one length, `p_m = LayerNormalization(W_m x_m + b_m)`, and takes their mean with a learned weight for
 * each: `sum_m w_m p_m` with `w = softmax(U present + u)` over the modalities that are present. The weights depend on which modalities are
 * there and on nothing else, start equal, add up to 1, and are 0 for absent ones. The normalisation has no factors of its own, so that the
 * weights alone say how much a modality counts. Result: `[batch, dimensions]`, zeros where nothing is present. Raises `INVALID_OPTIONS`.
 */
export class WeightedSumFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedWeightedSumFusionOptions;

  constructor(options: WeightedSumFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, WEIGHTED_SUM_FUSION_DEFAULTS, options);
    const { dimensions, dropout } = this.#options;
    requireSizes(OWNER, LEAST_DIMENSIONS, { dimensions });
    requireRate(OWNER, dropout);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions } = this.#options;
    const count = inputs.length;
    const projections = project(inputs, { ...this.#options, affine: false }, context);
    const present = concatenate(inputs.map((input) => input.present));
    // From zeros: nothing speaks for one modality before the first step.
    const scores = layers.dense({ units: count, kernelInitializer: 'zeros' }).apply(present);
    const weights = new MaskedWeights().apply([scores as SymbolicTensor, present]) as SymbolicTensor;
    const mean = dot([1, 1], reshape(weights, [count, 1]), stack(projections, dimensions));
    return { fused: reshape(mean, [dimensions]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
