/** The rankers that are compared. */
import type { Ranker } from '../../src/contracts/index.js';
import { ContentKnnRanker } from '../../src/ranking/content-knn-ranker.js';
import { EaseRanker } from '../../src/ranking/ease-ranker.js';
import { GraphFilterRanker } from '../../src/ranking/graph-filter-ranker.js';
import { HybridRanker } from '../../src/ranking/hybrid-ranker.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import { VbprRanker } from '../../src/ranking/vbpr-ranker.js';

/** One of ours. */
export interface RankerPlan {
  readonly label: string;
  readonly make: () => Ranker;
  /** Fitted without embeddings. */
  readonly interactionsOnly?: boolean;
}

/** Each with its defaults. The first is what differences are taken to: the best that interactions alone can do. */
export const RANKERS: readonly RankerPlan[] = [
  { label: 'EaseRanker, interactions only', make: () => new EaseRanker(), interactionsOnly: true },
  { label: 'PopularityRanker', make: () => new PopularityRanker() },
  { label: 'ContentKnnRanker', make: () => new ContentKnnRanker() },
  {
    label: 'GraphFilterRanker, interactions only',
    make: () => new GraphFilterRanker(),
    interactionsOnly: true,
  },
  { label: 'GraphFilterRanker', make: () => new GraphFilterRanker() },
  { label: 'EaseRanker', make: () => new EaseRanker() },
  { label: 'VbprRanker, interactions only (BPR-MF)', make: () => new VbprRanker(), interactionsOnly: true },
  { label: 'VbprRanker', make: () => new VbprRanker() },
  { label: 'HybridRanker', make: () => new HybridRanker() },
];
