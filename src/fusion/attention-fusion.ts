import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { requireWhole } from './check-options.js';
import { MaskedWeights } from './layers/masked-weights.js';
import { concatenate, dense, product, project, reshape, stack, sum } from './projections.js';

/** Options of {@link AttentionFusion}. */
export interface AttentionFusionOptions {
  /** Length of the projections; the result holds one such vector per modality. @default 128 */
  readonly dimensions?: number | undefined;
  /** Attention heads; must divide `dimensions`. @default 4 */
  readonly heads?: number | undefined;
}

export type ResolvedAttentionFusionOptions = { readonly dimensions: number; readonly heads: number };

/** Defaults of {@link AttentionFusionOptions}. */
export const ATTENTION_FUSION_DEFAULTS: ResolvedAttentionFusionOptions = Object.freeze({
  dimensions: 128,
  heads: 4,
});

const OWNER = 'AttentionFusion';

/**
 * Cross-modal attention (Vaswani et al. 2017 over modalities in place of words): every projected modality looks at all that are there, adds what
 * it takes from them, and is normalised. `[batch, modalities * dimensions]`, zeros for absent ones. Raises `INVALID_OPTIONS`.
 */
export class AttentionFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedAttentionFusionOptions;

  constructor(options: AttentionFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, ATTENTION_FUSION_DEFAULTS, options);
    requireWhole(OWNER, this.#options);
    const { dimensions, heads } = this.#options;
    requireOption(
      dimensions % heads === 0,
      OWNER,
      `heads must divide dimensions, but ${heads} does not divide ${dimensions}.`,
    );
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions, heads } = this.#options;
    const count = inputs.length;
    const projections = project(inputs, dimensions, context);
    const tokens = stack(projections, dimensions);
    const present = concatenate(inputs.map((input) => input.present));
    const keys = reshape(present, [1, count]);
    const size = dimensions / heads;
    const dot = (axes: [number, number], a: SymbolicTensor, b: SymbolicTensor) =>
      layers.dot({ axes }).apply([a, b]) as SymbolicTensor;
    const taken = Array.from({ length: heads }, () => {
      const [query, key, value] = [0, 1, 2].map(() => dense(size, 'linear', tokens, context)) as [
        SymbolicTensor,
        SymbolicTensor,
        SymbolicTensor,
      ];
      const attention = new MaskedWeights({ scale: 1 / Math.sqrt(size) });
      const weights = attention.apply([dot([2, 2], query, key), keys]) as SymbolicTensor;
      return dot([2, 1], weights, value);
    });
    const mixed = sum([tokens, dense(dimensions, 'linear', concatenate(taken), context)]);
    const normal = layers.layerNormalization({ axis: -1 }).apply(mixed) as SymbolicTensor;
    const kept = product([normal, reshape(present, [count, 1])]);
    return { fused: reshape(kept, [count * dimensions]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
