import type { Ranker } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';

/** Options of the conformance suite of rankers. */
export interface RankerConformanceOptions {
  /**
   * Whether different people get different orders. Turn it off for baselines such as popularity.
   * @default true
   */
  readonly personal?: boolean;
  /**
   * Whether items without interactions are ranked by their embeddings. Turn it off for rankers of interactions alone.
   * @default true
   */
  readonly usesContent?: boolean;
  /**
   * Whether a known user is scored by `liked` alone, just like a visitor. Leave it off for rankers with user factors.
   * @default false
   */
  readonly historyIsEnough?: boolean;
  /**
   * Largest difference, as a share of the largest score, between scores that have to be the same.
   * @default 0.00001
   */
  readonly tolerance?: number;
}

/** One check of the suite, given an unfitted ranker. */
export type RankerCheck = (name: string, body: (ranker: Ranker) => Promise<void>) => ConformanceCheck;

/** What the parts of the suite share. */
export interface RankerSuite {
  readonly make: () => Ranker | Promise<Ranker>;
  readonly check: RankerCheck;
  readonly options: Required<RankerConformanceOptions>;
}
