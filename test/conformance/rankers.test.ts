import { describe, it } from 'vitest';
import type { Ranker } from '../../src/contracts/index.js';
import { ContentKnnRanker } from '../../src/ranking/content-knn-ranker.js';
import { GraphFilterRanker } from '../../src/ranking/graph-filter-ranker.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import { VbprRanker } from '../../src/ranking/vbpr-ranker.js';
import { type RankerConformanceOptions, rankerConformance } from '../../src/testing/index.js';

const RANKERS: readonly [name: string, make: () => Ranker, options: RankerConformanceOptions][] = [
  ['ContentKnnRanker', () => new ContentKnnRanker(), { historyIsEnough: true }],
  [
    'ContentKnnRanker with few neighbours',
    () => new ContentKnnRanker({ neighbours: 4, modalityWeights: { text: 2 } }),
    { historyIsEnough: true },
  ],
  ['GraphFilterRanker', () => new GraphFilterRanker(), { historyIsEnough: true }],
  [
    'GraphFilterRanker with filters of higher order',
    () =>
      new GraphFilterRanker({
        alpha: 0.5,
        filter: [0.71, 0.1, -0.01],
        neighbours: 4,
        contentAlpha: 0.5,
        contentFilter: [2, -1],
        contentWeight: 1,
        modalityWeights: { image: 0.5 },
      }),
    { historyIsEnough: true },
  ],
  [
    'PopularityRanker',
    () => new PopularityRanker(),
    { personal: false, usesContent: false, historyIsEnough: true },
  ],
  ['VbprRanker', () => new VbprRanker(), {}],
];

describe.each(RANKERS)('%s', (_name, make, options) => {
  for (const check of rankerConformance(make, options)) it(check.name, check.run);
});
