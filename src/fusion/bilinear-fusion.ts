import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { LEAST_DIMENSIONS, requireRate, requireSizes, requireWord } from './check-options.js';
import { concatenate, dense, product, project, sum } from './projections.js';

/** Options of {@link BilinearFusion}. */
export interface BilinearFusionOptions {
  /** Length of the projections and of the pooled product, from 2. @default 256 */
  readonly dimensions?: number | undefined;
  /** Factors per modality, as a multiple of `dimensions`: the rank of the bilinear form. @default 2 */
  readonly rank?: number | undefined;
  /**
   * What becomes of the projections beside their product: `add` their sum to it, `concatenate` them to it (the result is then
   * `(modalities + 1) * dimensions` long), or `none`. @default 'add'
   */
  readonly shortcut?: 'add' | 'concatenate' | 'none' | undefined;
  /** Share of the numbers of every projection that is dropped in training, from 0 to below 1. @default 0.1 */
  readonly dropout?: number | undefined;
}

/** {@link BilinearFusionOptions} with the defaults filled in. */
export type ResolvedBilinearFusionOptions = {
  readonly [Key in keyof BilinearFusionOptions]-?: Exclude<BilinearFusionOptions[Key], undefined>;
};

/** Defaults of {@link BilinearFusionOptions}. */
export const BILINEAR_FUSION_DEFAULTS: ResolvedBilinearFusionOptions = Object.freeze({
  dimensions: 256,
  rank: 2,
  shortcut: 'add',
  dropout: 0.1,
});

const OWNER = 'BilinearFusion';

/**
 * Low-rank bilinear pooling (Kim et al. 2017, "Hadamard Product for Low-rank Bilinear Pooling"): with `p_m` the projected and normalised
 * modality, `P (f_1 * ... * f_n) + b + sum_m p_m` with the factors `f_m = W_m [p_m; 1]`, `[batch, rank * dimensions]`, multiplied number by
 * number. The constant 1 keeps what single modalities and pairs say (Liu et al. 2018, "Efficient Low-rank Multimodal Fusion"); its column
 * starts at 1, so that an absent modality leaves the product to the others. Result: `[batch, dimensions]`, see `shortcut`. Raises
 * `INVALID_OPTIONS`.
 */
export class BilinearFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedBilinearFusionOptions;

  constructor(options: BilinearFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, BILINEAR_FUSION_DEFAULTS, options);
    const { dimensions, rank, shortcut, dropout } = this.#options;
    requireSizes(OWNER, LEAST_DIMENSIONS, { dimensions });
    requireSizes(OWNER, 1, { rank });
    requireWord(OWNER, 'shortcut', ['add', 'concatenate', 'none'], shortcut);
    requireRate(OWNER, dropout);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions, rank, shortcut } = this.#options;
    const projections = project(inputs, this.#options, context);
    const factors = projections.map((projection) => {
      const factor = layers.dense({
        units: rank * dimensions,
        kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
        biasInitializer: 'ones',
      });
      return factor.apply(projection) as SymbolicTensor;
    });
    const pooled = dense(dimensions, 'linear', product(factors), context);
    if (shortcut === 'none') return { fused: pooled, projections };
    const join = shortcut === 'add' ? sum : concatenate;
    return { fused: join([pooled, ...projections]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
