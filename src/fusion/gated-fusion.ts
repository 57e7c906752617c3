import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { requireWhole } from './check-options.js';
import { concatenate, dense, product, project, sum } from './projections.js';

/** Options of {@link GatedFusion}. */
export interface GatedFusionOptions {
  /** Length of the projections and of the result. @default 256 */
  readonly dimensions?: number | undefined;
}

export type ResolvedGatedFusionOptions = { readonly dimensions: number };

/** Defaults of {@link GatedFusionOptions}. */
export const GATED_FUSION_DEFAULTS: ResolvedGatedFusionOptions = Object.freeze({ dimensions: 256 });

const OWNER = 'GatedFusion';

/**
 * Gated multimodal units (Arevalo et al. 2017): the sum of the projected modalities, every number of each multiplied by a gate between 0 and 1
 * that is computed from all modalities of the row and from which of them are there. `[batch, dimensions]`. Raises `INVALID_OPTIONS`.
 */
export class GatedFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedGatedFusionOptions;

  constructor(options: GatedFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, GATED_FUSION_DEFAULTS, options);
    requireWhole(OWNER, this.#options);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions } = this.#options;
    const projections = project(inputs, dimensions, context);
    const all = concatenate([...projections, ...inputs.map((input) => input.present)]);
    const gated = projections.map((projection) =>
      product([dense(dimensions, 'sigmoid', all, context), dense(dimensions, 'tanh', projection, context)]),
    );
    return { fused: sum(gated), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
