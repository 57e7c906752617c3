import type { Ranker } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandCode } from './demands.js';
import { throughDisk } from './encoder-lifecycle-checks.js';
import type { RankerSuite } from './ranker-suite.js';
import { ADDED_ITEMS, copyOf, demandSame, fitInput, scored, TRIAL, trialQueries } from './ranker-trial.js';

const ITEMS = TRIAL.interactions.items;

/** Saving, and giving memory back. */
export function stateChecks({ make, check, options }: RankerSuite): ConformanceCheck[] {
  const restored = async (ranker: Ranker) => {
    const twin = await make();
    twin.restoreState?.(throughDisk(ranker.saveState!()));
    return twin;
  };
  return [
    check('comes back from a saved state', async (ranker) => {
      if (ranker.saveState === undefined && ranker.restoreState === undefined) return;
      demand(
        ranker.saveState !== undefined && ranker.restoreState !== undefined,
        'saveState and restoreState come together.',
        'one of the two is missing.',
        'write both, or neither.',
      );
      await ranker.fit(fitInput());
      const twin = await restored(ranker);
      demandSame(
        await scored(ranker, trialQueries()),
        await scored(twin, trialQueries()),
        options.tolerance,
        [
          'a ranker that is restored scores like the one that was saved.',
          'the scores differ',
          'save everything that fit leaves behind.',
        ],
      );
      const queries = [...trialQueries(), { user: -1, liked: Int32Array.of(1, ITEMS, ITEMS + 2) }];
      for (const each of [ranker, twin]) await each.addItems(copyOf(TRIAL.added));
      const after = await scored(ranker, queries, ITEMS + ADDED_ITEMS);
      demandSame(after, await scored(twin, queries, ITEMS + ADDED_ITEMS), options.tolerance, [
        'items can be added to a restored ranker as to the one that was saved.',
        'the scores after addItems differ',
        'save what addItems needs as well, such as the embeddings of the items that are there.',
      ]);
      const third = await restored(ranker);
      demandSame(after, await scored(third, queries, ITEMS + ADDED_ITEMS), options.tolerance, [
        'a state holds added items too.',
        'the scores after saving and restoring with added items differ',
        'save the added items, and how many there are.',
      ]);
    }),
    check('can be fitted again after dispose', async (ranker) => {
      if (ranker.dispose === undefined) return;
      await ranker.fit(fitInput());
      const before = await scored(ranker, trialQueries());
      await ranker.dispose();
      await ranker.dispose();
      await demandCode(
        () => ranker.score(trialQueries()),
        'NOT_FITTED',
        'a disposed ranker refuses to score until it is fitted again.',
      );
      await ranker.fit(fitInput());
      demandSame(before, await scored(ranker, trialQueries()), options.tolerance, [
        'dispose gives memory back and changes nothing else.',
        'the fit after it gives other scores',
        'keep options and names; let go of what was learned.',
      ]);
      await ranker.dispose();
    }),
  ];
}
