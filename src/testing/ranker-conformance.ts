import type { Ranker } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandIdentity, demandJsonConfig, explained } from './demands.js';
import { addedItemChecks } from './ranker-added-item-checks.js';
import { inputChecks } from './ranker-input-checks.js';
import { stateChecks } from './ranker-state-checks.js';
import type { RankerCheck, RankerConformanceOptions, RankerSuite } from './ranker-suite.js';
import { demandSame, fitInput, meanScore, scored, TRIAL, trialQueries } from './ranker-trial.js';

/**
 * Everything that the contract of a {@link Ranker} demands, as checks for any test runner. `make` gives a new, unfitted
 * ranker with the same options each time. The suite fits it on 30 users, 24 items and two modalities with planted tastes.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of rankerConformance(() => new MyRanker())) it(check.name, check.run);
 * ```
 */
export function rankerConformance(
  make: () => Ranker | Promise<Ranker>,
  options: RankerConformanceOptions = {},
): ConformanceCheck[] {
  const { personal = true, usesContent = true, historyIsEnough = false, tolerance = 1e-5 } = options;
  const check: RankerCheck = (name, body) => ({
    name,
    run: () => explained(name, async () => body(await make())),
  });
  const suite: RankerSuite = { make, check, options: { personal, usesContent, historyIsEnough, tolerance } };
  return [
    check('has specVersion 1 and a name', async (ranker) => demandIdentity(ranker)),
    check('config() survives JSON', async (ranker) => demandJsonConfig(ranker)),
    ...inputChecks(suite),
    ...scoreChecks(suite),
    ...addedItemChecks(suite),
    ...stateChecks(suite),
  ];
}

function scoreChecks({ make, check, options }: RankerSuite): ConformanceCheck[] {
  const { personal, historyIsEnough, tolerance } = options;
  const checks = [
    check('scores every item for every query', async (ranker) => {
      await ranker.fit(fitInput());
      await scored(ranker, trialQueries());
      await scored(ranker, []);
    }),
    check('scores items without any modality, and fits without modalities', async (ranker) => {
      await ranker.fit(fitInput({ modalities: [] }));
      await scored(ranker, trialQueries());
    }),
    check('scores every query by itself', async (ranker) => {
      await ranker.fit(fitInput());
      const queries = trialQueries();
      const all = await scored(ranker, queries);
      for (const [row, query] of queries.entries()) {
        const among = {
          ...all,
          data: all.data.slice(row * all.dimensions, (row + 1) * all.dimensions),
          rows: 1,
        };
        demandSame(among, await scored(ranker, [query]), tolerance, [
          'a row of scores depends on its query alone.',
          `query ${row} alone gives other scores than among others`,
          'do not scale scores by what the other queries of the call give.',
        ]);
      }
      const reversed = await scored(ranker, [...queries].reverse());
      const back = new Float32Array(all.data.length);
      for (let row = 0; row < all.rows; row++) {
        const from = (all.rows - 1 - row) * all.dimensions;
        back.set(reversed.data.subarray(from, from + all.dimensions), row * all.dimensions);
      }
      demandSame(all, { ...all, data: back }, tolerance, [
        'row i of the scores belongs to query i.',
        'the queries in reverse give other scores',
        'keep the order of the queries, and nothing from one to the next.',
      ]);
    }),
    check('takes a missing weight for 1', async (ranker) => {
      await ranker.fit(fitInput());
      const liked = Int32Array.of(0, 3, 6);
      const without = await scored(ranker, [{ user: -1, liked }]);
      demandSame(
        without,
        await scored(ranker, [{ user: -1, liked, weight: Float32Array.of(1, 1, 1) }]),
        tolerance,
        [
          'a query without weights counts each liked item as 1.',
          'weights of 1 give other scores than none',
          'write query.weight?.[i] ?? 1.',
        ],
      );
    }),
    check('the same fit gives the same scores, again and in a twin', async (ranker) => {
      await ranker.fit(fitInput());
      const first = await scored(ranker, trialQueries());
      demandSame(first, await scored(ranker, trialQueries()), tolerance, [
        'score is repeatable.',
        'a second call gives other scores',
        'draw nothing at random in score, and change nothing.',
      ]);
      const twin = await make();
      await twin.fit(fitInput());
      demandSame(first, await scored(twin, trialQueries()), tolerance, [
        'the same input and seed give the same fit.',
        'two rankers differ',
        'draw every random choice from the seed that fit gets.',
      ]);
    }),
    check('a second fit forgets the first', async (ranker) => {
      const { interactions } = TRIAL;
      const weight = interactions.weight.map((_, entry) => 1 + (entry % 3));
      await ranker.fit(fitInput({ interactions: { ...interactions, weight }, modalities: [] }));
      await ranker.fit(fitInput());
      const refitted = await scored(ranker, trialQueries());
      const twin = await make();
      await twin.fit(fitInput());
      demandSame(await scored(twin, trialQueries()), refitted, tolerance, [
        'fit starts over.',
        'after an earlier fit on other weights the scores differ',
        'reset everything that was learned at the start of fit.',
      ]);
    }),
    check('the parts of explain add up to the score', async (ranker) => {
      if (ranker.explain === undefined) return;
      await ranker.fit(fitInput());
      const queries = trialQueries();
      const scores = await scored(ranker, queries);
      const largest = scores.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
      for (const [row, query] of queries.entries()) {
        for (const item of [0, 1, TRIAL.coldItems[1]!, scores.dimensions - 1]) {
          const parts = await ranker.explain(query, item);
          const sum = parts.reduce((total, { value }) => total + value, 0);
          const score = scores.data[row * scores.dimensions + item]!;
          demand(
            Math.abs(sum - score) <= 1e-4 * largest &&
              parts.every((part) => isKnownPart(part.item, query.liked)),
            'the values of explain(query, item) add up to the score, each from a liked item or from -1.',
            `${parts.length} parts add up to ${sum}, the score is ${score} (query ${row}, item ${item}).`,
            'leave no summand out; put what comes from no liked item under item -1.',
          );
        }
      }
    }),
  ];
  if (personal) checks.push(check('ranks what is to the taste of a person higher', demandTaste));
  if (historyIsEnough) {
    checks.push(
      check('scores a known user like a visitor with the same history', async (ranker) => {
        await ranker.fit(fitInput());
        const known = trialQueries();
        const visitors = known.map((query) => ({ ...query, user: -1 }));
        demandSame(await scored(ranker, known), await scored(ranker, visitors), tolerance, [
          'with historyIsEnough, a known user is scored by what they liked alone.',
          'the same history gives other scores without the number of the user',
          'read query.liked, not the row of query.user; or turn historyIsEnough off.',
        ]);
      }),
    );
  }
  return checks;
}

function isKnownPart(item: number, liked: Int32Array): boolean {
  return item === -1 || liked.includes(item);
}

/** Items that a person has not seen: those to their taste against the others, for most people. */
async function demandTaste(ranker: Ranker): Promise<void> {
  await ranker.fit(fitInput());
  const { tasteOfItem, coldItems, interactions } = TRIAL;
  const visitors = [0, 1].map((taste) => ({ user: -1, liked: Int32Array.of(taste, taste + 4, taste + 8) }));
  const scores = await scored(ranker, visitors);
  for (const taste of [0, 1]) {
    const unseen = Array.from({ length: interactions.items - 1 }, (_, item) => item).filter(
      (item) => !visitors[taste]!.liked.includes(item) && !coldItems.includes(item),
    );
    const right = meanScore(
      scores,
      taste,
      unseen.filter((item) => tasteOfItem[item] === taste),
    );
    const wrong = meanScore(
      scores,
      taste,
      unseen.filter((item) => tasteOfItem[item] !== taste),
    );
    demand(
      right > wrong,
      'a visitor with three liked items to one taste gets higher scores for unseen items to that taste.',
      `${right} on average to their taste, ${wrong} otherwise.`,
      'score by the liked items; for a baseline that is the same for everybody, turn personal off.',
    );
  }
}
