import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { BuildContext, FusedModalities, FusionStrategy, ModalityInput } from '../contracts/index.js';
import type { JsonObject } from '../types.js';
import { resolveOptions } from '../util/options.js';
import { requireWhole } from './check-options.js';
import { dense, product, project, sum } from './projections.js';

/** Options of {@link BilinearFusion}. */
export interface BilinearFusionOptions {
  /** Length of the projections and of the result. @default 256 */
  readonly dimensions?: number | undefined;
  /** Factors per number of the result, as a multiple of `dimensions`. @default 2 */
  readonly rank?: number | undefined;
}

export type ResolvedBilinearFusionOptions = { readonly dimensions: number; readonly rank: number };

/** Defaults of {@link BilinearFusionOptions}. */
export const BILINEAR_FUSION_DEFAULTS: ResolvedBilinearFusionOptions = Object.freeze({
  dimensions: 256,
  rank: 2,
});

const OWNER = 'BilinearFusion';

/**
 * Low-rank bilinear pooling (Kim et al. 2017; the constant that keeps single modalities alive is that of Liu et al. 2018): the elementwise
 * product of one factor `W x + b` per modality, b starting at 1, mapped to the result and added to the sum of the projections. An absent
 * modality leaves the product to the others. `[batch, dimensions]`. Raises `INVALID_OPTIONS`.
 */
export class BilinearFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = OWNER;
  readonly #options: ResolvedBilinearFusionOptions;

  constructor(options: BilinearFusionOptions = {}) {
    this.#options = resolveOptions(OWNER, BILINEAR_FUSION_DEFAULTS, options);
    requireWhole(OWNER, this.#options);
  }

  build(inputs: readonly ModalityInput[], context: BuildContext): FusedModalities {
    const { dimensions, rank } = this.#options;
    const projections = project(inputs, dimensions, context);
    const factors = projections.map((projection) => {
      const factor = layers.dense({
        units: rank * dimensions,
        kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
        biasInitializer: 'ones',
      });
      return factor.apply(projection) as SymbolicTensor;
    });
    const pooled = dense(dimensions, 'linear', product(factors), context);
    return { fused: sum([pooled, ...projections]), projections };
  }

  config(): JsonObject {
    return { ...this.#options };
  }
}
