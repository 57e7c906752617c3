import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of {@link VbprRanker} with the defaults filled in. */
export interface ResolvedVbprOptions {
  /** Length of the latent vectors of users and items that are learned from interactions alone. @default 32 */
  readonly factors: number;
  /** Length of the content vectors of users and items; 0 leaves embeddings out, which is plain BPR-MF. @default 64 */
  readonly contentFactors: number;
  /** Passes over all interactions. @default 30 */
  readonly epochs: number;
  /** Step size of Adam. @default 0.01 */
  readonly learningRate: number;
  /** Triples per step. @default 4096 */
  readonly batchSize: number;
  /** L2 penalty on the vectors and the bias of the user and the two items of every triple. @default 0.02 */
  readonly regularization: number;
  /** L2 penalty on the projection of embeddings and on the content bias, once per step. @default 0.0001 */
  readonly contentRegularization: number;
  /** Embeddings of a modality that are longer than this are cut to so many principal components. @default 128 */
  readonly projectedDimensions: number;
}

/** Options of {@link VbprRanker}. */
export type VbprRankerOptions = {
  readonly [Key in keyof ResolvedVbprOptions]?: ResolvedVbprOptions[Key] | undefined;
};

/** Defaults of {@link VbprRanker}. */
export const VBPR_DEFAULTS: Readonly<ResolvedVbprOptions> = Object.freeze({
  factors: 32,
  contentFactors: 64,
  epochs: 30,
  learningRate: 0.01,
  batchSize: 4096,
  regularization: 0.02,
  contentRegularization: 0.0001,
  projectedDimensions: 128,
});

/** Raises `INVALID_OPTIONS` for unknown keys and values that make no sense. */
export function resolveVbprOptions(owner: string, given: VbprRankerOptions): ResolvedVbprOptions {
  const options = resolveOptions(owner, VBPR_DEFAULTS, given);
  const least = {
    factors: 1,
    contentFactors: 0,
    epochs: 1,
    batchSize: 1,
    projectedDimensions: 1,
  };
  for (const [name, minimum] of Object.entries(least)) {
    const value = options[name as keyof typeof least];
    requireOption(
      Number.isInteger(value) && value >= minimum,
      owner,
      `${name} must be an integer of at least ${minimum}, but is ${value}.`,
    );
  }
  const { learningRate } = options;
  requireOption(
    Number.isFinite(learningRate) && learningRate > 0,
    owner,
    `learningRate must be a number above 0, but is ${learningRate}.`,
  );
  for (const name of ['regularization', 'contentRegularization'] as const) {
    requireOption(
      Number.isFinite(options[name]) && options[name] >= 0,
      owner,
      `${name} must be a number of at least 0, but is ${options[name]}.`,
    );
  }
  return options;
}
