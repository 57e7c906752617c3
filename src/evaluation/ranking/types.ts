import type { Interval } from '../types.js';

/** Metrics of one list of `k` items, averaged over users; the formulas are in `metrics/list-metrics.ts`. */
export type ListMetric = 'recall' | 'precision' | 'hitRate' | 'ndcg' | 'map' | 'mrr';

/** All of {@link ListMetric}, in the order of tables. */
export const LIST_METRICS: readonly ListMetric[] = Object.freeze([
  'recall',
  'precision',
  'hitRate',
  'ndcg',
  'map',
  'mrr',
]);

/** How well one contender fills lists of one length. */
export interface ListResult {
  readonly k: number;
  /** Means over the evaluated users. */
  readonly metrics: Readonly<Record<ListMetric, Interval>>;
  /** This contender minus the first one on the same resampled users; absent for the first. */
  readonly difference?: Readonly<Record<ListMetric, Interval>>;
  /** Share of the candidates that is in anybody's list. */
  readonly coverage: number;
  /** Mean self-information of the listed items, in bits. */
  readonly novelty: number;
  /** Gini index of how often candidates are listed; 0 is even. */
  readonly gini: number;
  /** For every modality, the mean diversity of the lists in which two items have it, and how many lists those are. */
  readonly diversity: readonly {
    readonly modality: string;
    readonly value: number;
    readonly lists: number;
  }[];
}

/** What became of one ranker. */
export interface RankerResult {
  readonly name: string;
  readonly description: string;
  /** One entry per `k`, ascending. */
  readonly lists: readonly ListResult[];
  /** Mean area under the ROC curve over the users who have a candidate that is not relevant; absent when nobody has one. */
  readonly auc?: Interval;
  /** The same minus that of the first contender; absent for the first. */
  readonly aucDifference?: Interval;
}

/** Who and what was evaluated, and who and what was not. */
export interface RankingCounts {
  readonly users: number;
  readonly items: number;
  readonly candidates: number;
  /** Users with something to find; all means are over them. */
  readonly evaluatedUsers: number;
  readonly usersWithoutTestItems: number;
  /** Users with test items of which none is left: all are in their history already or no candidates. */
  readonly usersWithNothingToFind: number;
  /** Evaluated users with an empty history; rankers see an empty query. */
  readonly evaluatedUsersWithoutHistory: number;
  /** Evaluated users whom the rankers did not learn from; rankers see user -1. */
  readonly evaluatedUsersNotInTraining: number;
  /** Evaluated users with fewer candidates than the largest `k`; their lists are shorter. */
  readonly usersWithShortLists: number;
  /** Evaluated users all of whose candidates are relevant; they have no AUC. */
  readonly usersWithoutNegatives: number;
  readonly testInteractions: number;
  /** Items that were to be found. */
  readonly relevantInteractions: number;
  /** Left out: the user has the item already, and is not shown it again. */
  readonly testInteractionsInHistory: number;
  /** Left out: the item may not be recommended, so that nobody could find it. */
  readonly testInteractionsOutsideCandidates: number;
}

/** What `evaluateRankers` returns; survives JSON. */
export interface RankingEvaluation {
  /** Which interactions, how ranked, how resampled, in words. Belongs to every table made of this. */
  readonly protocol: string;
  readonly ks: readonly number[];
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
  readonly counts: RankingCounts;
  /** In the order given; the others are compared with the first. */
  readonly contenders: readonly RankerResult[];
}
