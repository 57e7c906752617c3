import { describe, it } from 'vitest';
import type { Ranker } from '../../src/contracts/index.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import { VbprRanker } from '../../src/ranking/vbpr-ranker.js';
import { type RankerConformanceOptions, rankerConformance } from '../../src/testing/index.js';

const RANKERS: readonly [name: string, make: () => Ranker, options: RankerConformanceOptions][] = [
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
