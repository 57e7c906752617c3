import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { LEAST_DIMENSIONS, requireRate, requireSizes, requireWord } from './check-options.js';
import { concatenate, dense, product, project, sum } from './projections.js';

/** Options of {@link GatedFusion}. */
export interface GatedFusionOptions {
  /** Length of the projections and of the result, from 2. @default 256 */
  readonly dimensions?: number | undefined;
  /** What a modality goes through before its gate: `tanh` as published, or `relu`. @default 'tanh' */
  readonly activation?: 'tanh' | 'relu' | undefined;
  /** Share of the numbers of every projection that is dropped in training, from 0 to below 1. @default 0.1 */
  readonly dropout?: number | undefined;
}

/** {@link GatedFusionOptions} with the defaults filled in. */
export type ResolvedGatedFusionOptions = {
  readonly [Key in keyof GatedFusionOptions]-?: Exclude<GatedFusionOptions[Key], undefined>;
};

/** Defaults of {@link GatedFusionOptions}. */
export const GATED_FUSION_DEFAULTS: ResolvedGatedFusionOptions = Object.freeze({
  dimensions: 256,
  activation: 'tanh',
  dropout: 0.1,
});

const OWNER = 'GatedFusion';

/**
 * Gated multimodal unit (Arevalo et al. 2017, "Gated Multimodal Units for Information Fusion"): with `p_m` the projected and normalised
 * modality, `sum_m present_m * sigmoid(V_m [p_1; ...; p_n; present] + v_m) * tanh(W_m p_m + b_m)`. Every number of every modality has a gate
 * between 0 and 1 that is computed from all modalities of the row and from which of them are there: what one modality says can silence
 * another. Result: `[batch, dimensions]`, zeros where nothing is present. Raises `INVALID_OPTIONS`.
 */
export class GatedFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedGatedFusionOptions;

  constructor(options: GatedFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, GATED_FUSION_DEFAULTS, options);
    const { dimensions, activation, dropout } = this.#options;
    requireSizes(OWNER, LEAST_DIMENSIONS, { dimensions });
    requireWord(OWNER, 'activation', ['tanh', 'relu'], activation);
    requireRate(OWNER, dropout);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions, activation } = this.#options;
    const projections = project(inputs, this.#options, context);
    const all = concatenate([...projections, ...inputs.map((input) => input.present)]);
    const gated = projections.map((projection, position) => {
      const gate = dense(dimensions, 'sigmoid', all, context);
      const content = dense(dimensions, activation, projection, context);
      return product([gate, content, inputs[position]!.present]);
    });
    return { fused: sum(gated), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
