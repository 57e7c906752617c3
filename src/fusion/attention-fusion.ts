import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { LEAST_DIMENSIONS, requireRate, requireSizes, requireWord } from './check-options.js';
import { MaskedWeights } from './layers/masked-weights.js';
import {
  concatenate,
  dense,
  dot,
  drop,
  normalized,
  product,
  project,
  reshape,
  stack,
  sum,
} from './projections.js';

/** Options of {@link AttentionFusion}. */
export interface AttentionFusionOptions {
  /** Length of the projections, from 2. @default 128 */
  readonly dimensions?: number | undefined;
  /** Attention heads; must divide `dimensions`. @default 4 */
  readonly heads?: number | undefined;
  /**
   * How the vectors of the modalities become one: `concatenate` puts them side by side, `modalities * dimensions` numbers, `attention` takes
   * their mean with learned weights, `dimensions` numbers. @default 'concatenate'
   */
  readonly pooling?: 'concatenate' | 'attention' | undefined;
  /** Share of the numbers of projections and of what attention adds that is dropped in training, from 0 to below 1. @default 0.1 */
  readonly dropout?: number | undefined;
}

/** {@link AttentionFusionOptions} with the defaults filled in. */
export type ResolvedAttentionFusionOptions = {
  readonly [Key in keyof AttentionFusionOptions]-?: Exclude<AttentionFusionOptions[Key], undefined>;
};

/** Defaults of {@link AttentionFusionOptions}. */
export const ATTENTION_FUSION_DEFAULTS: ResolvedAttentionFusionOptions = Object.freeze({
  dimensions: 128,
  heads: 4,
  pooling: 'concatenate',
  dropout: 0.1,
});

const OWNER = 'AttentionFusion';

/**
 * Multi-head self-attention (Vaswani et al. 2017, "Attention Is All You Need") over modalities in place of words. Tokens `T [n, dimensions]`
 * are the projected and normalised modalities, told apart by the shift of the normalisation, which each has for itself; with
 * `A_h = softmax(Q_h K_h' / sqrt(dimensions / heads))` over the modalities that are present, the result is
 * `LayerNormalization(T + [A_1 V_1; ...; A_heads V_heads] W + b)`: every modality looks at all that are there and adds what it takes from them.
 * Absent ones are zeros and are not looked at. Result: `[batch, n * dimensions]`, see `pooling`. Raises `INVALID_OPTIONS`.
 */
export class AttentionFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedAttentionFusionOptions;

  constructor(options: AttentionFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, ATTENTION_FUSION_DEFAULTS, options);
    const { dimensions, heads, pooling, dropout } = this.#options;
    requireSizes(OWNER, LEAST_DIMENSIONS, { dimensions });
    requireSizes(OWNER, 1, { heads });
    const message = `heads must divide dimensions, but ${heads} does not divide ${dimensions}.`;
    requireOption(dimensions % heads === 0, OWNER, message);
    requireWord(OWNER, 'pooling', ['concatenate', 'attention'], pooling);
    requireRate(OWNER, dropout);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions, dropout, pooling } = this.#options;
    const count = inputs.length;
    const projections = project(inputs, this.#options, context);
    const tokens = stack(projections, dimensions);
    const present = concatenate(inputs.map((input) => input.present));
    const keys = reshape(present, [1, count]);
    const taken = dense(dimensions, 'linear', concatenate(this.#attend(tokens, keys, context)), context);
    const mixed = normalized(sum([tokens, drop(taken, dropout, context)]));
    if (pooling === 'attention') {
      const scores = reshape(dense(1, 'linear', mixed, context), [1, count]);
      const mean = dot([2, 1], weigh(scores, keys), mixed);
      return { fused: reshape(mean, [dimensions]), projections };
    }
    const kept = product([mixed, reshape(present, [count, 1])]);
    return { fused: reshape(kept, [count * dimensions]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }

  /** What every head takes: tokens `[batch, n, dimensions]` and keys `[batch, 1, n]` -> `[batch, n, dimensions / heads]` each. */
  #attend(tokens: SymbolicTensor, keys: SymbolicTensor, context: BuildContext): SymbolicTensor[] {
    const { dimensions, heads } = this.#options;
    const size = dimensions / heads;
    return Array.from({ length: heads }, () => {
      const query = dense(size, 'linear', tokens, context);
      const key = dense(size, 'linear', tokens, context);
      const value = dense(size, 'linear', tokens, context);
      return dot([2, 1], weigh(dot([2, 2], query, key), keys, 1 / Math.sqrt(size)), value);
    });
  }
}

function weigh(scores: SymbolicTensor, present: SymbolicTensor, scale = 1): SymbolicTensor {
  return new MaskedWeights({ scale }).apply([scores, present]) as SymbolicTensor;
}
