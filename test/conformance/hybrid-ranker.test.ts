import { describe, it } from 'vitest';
import { ContentKnnRanker } from '../../src/ranking/content-knn-ranker.js';
import { GraphFilterRanker } from '../../src/ranking/graph-filter-ranker.js';
import { HybridRanker } from '../../src/ranking/hybrid-ranker.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import { VbprRanker } from '../../src/ranking/vbpr-ranker.js';
import { type RankerConformanceOptions, rankerConformance } from '../../src/testing/index.js';

const HYBRIDS: readonly [name: string, make: () => HybridRanker, options: RankerConformanceOptions][] = [
  ['with its defaults', () => new HybridRanker(), { historyIsEnough: true }],
  [
    'of two candidates',
    () => new HybridRanker({ candidates: [new ContentKnnRanker(), new GraphFilterRanker()] }),
    { historyIsEnough: true },
  ],
  ['that tries no cold items', () => new HybridRanker({ coldItems: 0 }), { historyIsEnough: true }],
  [
    'that sets aside nearly everything',
    () => new HybridRanker({ coldItems: 0.9, validation: 0.9 }),
    { historyIsEnough: true },
  ],
  [
    'of a candidate with user factors',
    () => new HybridRanker({ candidates: [new PopularityRanker(), new VbprRanker()] }),
    {},
  ],
];

describe.each(HYBRIDS)('HybridRanker %s', (_name, make, options) => {
  for (const check of rankerConformance(make, options)) it(check.name, check.run);
});
