import type { InteractionMatrix, Ranker } from '../../contracts/index.js';
import type { CallOptions, ModalityColumn } from '../../types.js';
import { requireOption, resolveOptions } from '../../util/options.js';
import { checkResampling } from '../bootstrap/resampling.js';
import { requireDistinctNames } from '../require-distinct-names.js';

/** A fitted ranker in an evaluation. */
export interface RankerContender {
  /** Unique within the evaluation. */
  readonly name: string;
  readonly ranker: Pick<Ranker, 'score'>;
  /** What it is, in one sentence. @default the name */
  readonly description?: string | undefined;
}

/** What {@link evaluateRankers} compares, and on what. All matrices have the same users and items. */
export interface EvaluateRankersInput extends CallOptions {
  /** The others are compared with the first. */
  readonly contenders: readonly RankerContender[];
  /** What the rankers were fitted on: who is known to them, and how novel an item is. */
  readonly train: InteractionMatrix;
  /** What is to be found. */
  readonly test: InteractionMatrix;
  /** What users are known to like when something is recommended to them, and are not shown again. @default `train` */
  readonly history?: InteractionMatrix | undefined;
  /** Items that may be recommended, distinct. @default all items */
  readonly candidates?: Int32Array | undefined;
  /** Embeddings that diversity is measured by, one row index per item. @default none, and no diversity */
  readonly modalities?: readonly ModalityColumn[] | undefined;
  /**
   * Lengths of the lists.
   * @default [10, 20]
   */
  readonly ks?: readonly number[] | undefined;
  /** Which interactions and how split, in words; how they were ranked and resampled is added. */
  readonly protocol: string;
  /**
   * Reaches the order of equal scores and the drawing of users.
   * @default 42
   */
  readonly seed?: number | undefined;
  /**
   * Share of resamples inside an interval, between 0 and 1.
   * @default 0.95
   */
  readonly confidence?: number | undefined;
  /**
   * How many times the users are drawn anew.
   * @default 1000
   */
  readonly resamples?: number | undefined;
}

/** Defaults of {@link EvaluateRankersInput}. */
export const EVALUATE_RANKERS_DEFAULTS = Object.freeze({
  ks: Object.freeze([10, 20]) as readonly number[],
  seed: 42 as number,
  confidence: 0.95 as number,
  resamples: 1000 as number,
});

/** {@link EvaluateRankersInput} with the defaults filled in. */
export type ResolvedRankersInput = {
  readonly [Key in 'ks' | 'seed' | 'confidence' | 'resamples' | 'modalities']-?: NonNullable<
    EvaluateRankersInput[Key]
  >;
} & Omit<EvaluateRankersInput, 'history'> & { readonly history: InteractionMatrix };

/** Raises `INVALID_OPTIONS` for unknown keys, equal names and impossible values. */
export function resolveRankersInput(given: EvaluateRankersInput): ResolvedRankersInput {
  const owner = 'evaluateRankers';
  const input = resolveOptions<ResolvedRankersInput>(
    owner,
    {
      ...EVALUATE_RANKERS_DEFAULTS,
      contenders: given.contenders,
      train: given.train,
      test: given.test,
      history: given.train,
      candidates: undefined,
      modalities: [],
      protocol: given.protocol,
      ...({ signal: undefined, onProgress: undefined } as object),
    },
    given,
  );
  const { contenders, ks, resamples, confidence } = input;
  requireOption(contenders.length > 0, owner, 'contenders must name at least one ranker.');
  requireDistinctNames(owner, contenders);
  requireOption(
    ks.length > 0 && ks.every((k) => Number.isInteger(k) && k >= 1) && new Set(ks).size === ks.length,
    owner,
    `ks must be distinct whole numbers of at least 1, but is [${ks.join(', ')}].`,
  );
  checkResampling(owner, resamples, confidence);
  return { ...input, ks: [...ks].sort((one, other) => one - other) };
}
