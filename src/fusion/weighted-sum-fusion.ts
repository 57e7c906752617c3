import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { requireWhole } from './check-options.js';
import { MaskedWeights } from './layers/masked-weights.js';
import { concatenate, dense, project, reshape, stack } from './projections.js';

/** Options of {@link WeightedSumFusion}. */
export interface WeightedSumFusionOptions {
  /** Length of the projections and of the result. @default 256 */
  readonly dimensions?: number | undefined;
}

export type ResolvedWeightedSumFusionOptions = { readonly dimensions: number };

/** Defaults of {@link WeightedSumFusionOptions}. */
export const WEIGHTED_SUM_FUSION_DEFAULTS: ResolvedWeightedSumFusionOptions = Object.freeze({
  dimensions: 256,
});

const OWNER = 'WeightedSumFusion';

/**
 * Projects every modality to one length and takes their mean with a learned weight for each. The weights depend on which modalities are there
 * and on nothing else; those of absent ones are 0. `[batch, dimensions]`. Raises `INVALID_OPTIONS`.
 */
export class WeightedSumFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedWeightedSumFusionOptions;

  constructor(options: WeightedSumFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, WEIGHTED_SUM_FUSION_DEFAULTS, options);
    requireWhole(OWNER, this.#options);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions } = this.#options;
    const projections = project(inputs, dimensions, context);
    const present = concatenate(inputs.map((input) => input.present));
    const scores = dense(inputs.length, 'linear', present, context);
    const weights = new MaskedWeights().apply([scores, present]) as SymbolicTensor;
    const rows = [reshape(weights, [inputs.length, 1]), stack(projections, dimensions)];
    const mean = layers.dot({ axes: [1, 1] }).apply(rows) as SymbolicTensor;
    return { fused: reshape(mean, [dimensions]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
