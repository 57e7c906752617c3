import type { Ranker } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand } from './demands.js';
import type { RankerSuite } from './ranker-suite.js';
import {
  ADDED_ITEMS,
  copyOf,
  demandSame,
  firstColumns,
  fitInput,
  meanScore,
  scored,
  TRIAL,
  trialQueries,
} from './ranker-trial.js';

const ITEMS = TRIAL.interactions.items;
/** The added copies of item 0 and of item 1. */
const COPIES = [ITEMS, ITEMS + 1] as const;

/** Items that nobody has interacted with yet: cold ones of the fit, and those that come later. */
export function addedItemChecks({ check, options }: RankerSuite): ConformanceCheck[] {
  const { usesContent, tolerance } = options;
  const checks = [
    check('added items get the next numbers and change no other score', async (ranker) => {
      await ranker.fit(fitInput());
      const before = await scored(ranker, trialQueries());
      for (const times of [1, 2]) {
        await ranker.addItems(copyOf(TRIAL.added));
        const after = await scored(ranker, trialQueries(), ITEMS + times * ADDED_ITEMS);
        demandSame(before, { ...before, data: firstColumns(after, ITEMS) }, tolerance, [
          'scores of earlier items stay as they were when items are added.',
          'they differ afterwards',
          'add to what was learned; scale and normalise nothing anew.',
        ]);
      }
    }),
    check('added items can be liked', async (ranker) => {
      await ranker.fit(fitInput());
      await ranker.addItems(copyOf(TRIAL.added));
      const liked = Array.from({ length: ADDED_ITEMS }, (_, index) => ITEMS + index);
      const queries = [
        ...liked.map((item) => ({ user: -1, liked: Int32Array.of(item) })),
        { user: -1, liked: Int32Array.of(0, ...liked) },
        { user: 1, liked: Int32Array.of(1, ITEMS + 1), weight: Float32Array.of(1, 2) },
      ];
      const scores = await scored(ranker, queries, ITEMS + ADDED_ITEMS);
      await ranker.explain?.(queries[0]!, 0);
      if (!usesContent) return;
      for (const taste of [0, 1]) {
        demandOrder(
          meanScore(scores, taste, warmItems(taste)),
          meanScore(scores, taste, warmItems(1 - taste)),
          'a visitor who likes an added item gets higher scores for items whose embeddings are like its own.',
        );
      }
    }),
  ];
  if (!usesContent) return checks;
  return [
    ...checks,
    check('ranks cold items of the fit by their embeddings', async (ranker) => {
      await ranker.fit(fitInput());
      await demandPlacement(ranker, [...TRIAL.coldItems].sort(byTaste), ITEMS);
    }),
    check('ranks added items by their embeddings', async (ranker) => {
      await ranker.fit(fitInput());
      await ranker.addItems(copyOf(TRIAL.added));
      await demandPlacement(ranker, COPIES, ITEMS + ADDED_ITEMS);
    }),
  ];
}

/** Two items, one to each taste, in the scores of two visitors, one with each taste. */
async function demandPlacement(ranker: Ranker, pair: readonly number[], items: number): Promise<void> {
  const visitors = [0, 1].map((taste) => ({
    user: -1,
    liked: Int32Array.from(warmItems(taste).slice(1, 4)),
  }));
  const scores = await scored(ranker, visitors, items);
  for (const taste of [0, 1]) {
    demandOrder(
      meanScore(scores, taste, [pair[taste]!]),
      meanScore(scores, taste, [pair[1 - taste]!]),
      'of two items without interactions, the one whose embeddings are like those of the liked items ranks higher.',
    );
  }
}

function demandOrder(like: number, unlike: number, contract: string): void {
  demand(
    like > unlike,
    contract,
    `${like} for what is alike, ${unlike} for what is not.`,
    'use the embeddings of the fit and of addItems; for a ranker of interactions alone, turn usesContent off.',
  );
}

function warmItems(taste: number): number[] {
  return Array.from({ length: ITEMS - 4 }, (_, item) => item).filter(
    (item) => TRIAL.tasteOfItem[item] === taste,
  );
}

function byTaste(left: number, right: number): number {
  return TRIAL.tasteOfItem[left]! - TRIAL.tasteOfItem[right]!;
}
