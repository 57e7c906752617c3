import { describe, expect, it } from 'vitest';
import type { Ranker } from '../../../src/contracts/index.js';
import { evaluateRankers } from '../../../src/evaluation/ranking/evaluate-rankers.js';
import {
  EVALUATE_RANKERS_DEFAULTS,
  type EvaluateRankersInput,
} from '../../../src/evaluation/ranking/options.js';
import type { ProgressEvent } from '../../../src/types.js';
import { createRandom } from '../../../src/util/random.js';
import { columnOf, matrixOf, mean, PEER_CASES, tableRanker } from './helpers.js';

const protocol = 'Made-up interactions.';

/** Four users of five items; scores fall with the item number. */
function small(given: Partial<EvaluateRankersInput> = {}): EvaluateRankersInput {
  const items = 5;
  const scores = Array.from({ length: 4 }, () => [5, 4, 3, 2, 1]).flat();
  return {
    contenders: [{ name: 'falling', ranker: tableRanker(scores, items) }],
    train: matrixOf([[0], [1], [], [2, 3]], items),
    test: matrixOf([[1, 2], [4], [3], []], items),
    ks: [2],
    resamples: 50,
    protocol,
    ...given,
  };
}

// Equal scores rank in drawn order here, so that lists differ; list-metrics.test.ts compares those user by user.
describe.each(PEER_CASES.filter(({ cornac }) => cornac.map !== undefined))('$name', (peer) => {
  it('averages to what Cornac, RecBole and numpy average to', async () => {
    const { contenders, counts } = await evaluateRankers({
      contenders: [{ name: 'table', ranker: tableRanker(peer.scores, peer.items) }],
      train: matrixOf(peer.history, peer.items),
      test: matrixOf(peer.relevant, peer.items),
      modalities: [columnOf(peer)],
      ks: peer.ks,
      protocol,
      resamples: 1,
    });
    expect(counts).toMatchObject({ evaluatedUsers: peer.users, usersWithoutTestItems: 0 });
    const [result] = contenders;
    for (const { k, metrics, coverage, gini, novelty, diversity } of result!.lists) {
      for (const [metric, { value }] of Object.entries(metrics)) {
        expect(value).toBeCloseTo(mean(peer.recbole[`${metric}@${k}`] as number[]), 8);
        const cornac = peer.cornac[`${metric}@${k}`];
        if (cornac) expect(value).toBeCloseTo(mean(cornac), 8);
      }
      const exposure = [peer.recbole[`coverage@${k}`], peer.recbole[`gini@${k}`]];
      if (exposure[0] !== undefined) {
        expect(coverage).toBeCloseTo(exposure[0] as number, 8);
        expect(gini).toBeCloseTo(exposure[1] as number, 8);
      }
      expect(novelty).toBeCloseTo(peer.numpy[`novelty@${k}`]!, 8);
      const value = peer.numpy[`diversity@${k}`]!;
      expect(diversity).toEqual(
        value === null
          ? []
          : [
              {
                modality: 'image',
                value: expect.closeTo(value, 6),
                lists: peer.numpy[`diversityLists@${k}`],
              },
            ],
      );
    }
    expect(result!.auc!.value).toBeCloseTo(mean(peer.recbole.auc as number[]), 8);
  });
});

describe('who is evaluated', () => {
  it('counts everybody and leaves out what cannot be found', async () => {
    const items = 5;
    const { counts } = await evaluateRankers(
      small({
        // u0: one test item seen, one found; u1: all seen; u2: unknown, one outside; u3: nothing to test.
        train: matrixOf([[0, 1], [4], [], [2]], items),
        test: matrixOf([[1, 2], [4], [3, 4], []], items),
        candidates: Int32Array.of(3, 0, 1, 2),
        ks: [1, 3],
      }),
    );
    expect(counts).toEqual({
      users: 4,
      items: 5,
      candidates: 4,
      evaluatedUsers: 2,
      usersWithoutTestItems: 1,
      usersWithNothingToFind: 1,
      evaluatedUsersWithoutHistory: 1,
      evaluatedUsersNotInTraining: 1,
      usersWithShortLists: 1,
      usersWithoutNegatives: 0,
      testInteractions: 5,
      relevantInteractions: 2,
      testInteractionsInHistory: 2,
      testInteractionsOutsideCandidates: 1,
    });
  });

  it('asks with the history, and for users outside of training as for strangers', async () => {
    const items = 5;
    const ranker = tableRanker(new Float32Array(20), items);
    const history = matrixOf([[0, 3], [1], [0, 4], []], items);
    await evaluateRankers(small({ contenders: [{ name: 'equal', ranker }], history }));
    expect(ranker.asked.flat().map(({ user, liked }) => [user, ...liked])).toEqual([
      [0, 0, 3],
      [1, 1],
      [-1, 0, 4],
    ]);
  });

  it('excludes what is in the history from the lists', async () => {
    const { contenders } = await evaluateRankers(small({ ks: [1, 2] }));
    // u0 sees 1, 2 (both hits), u1 sees 0, 2 (none), u2 sees 0, 1 (none).
    const [one, two] = contenders[0]!.lists;
    expect(one!.metrics.hitRate.value).toBeCloseTo(1 / 3, 12);
    expect(two!.metrics.recall.value).toBeCloseTo(1 / 3, 12);
    expect(two!.metrics.precision.value).toBeCloseTo(1 / 3, 12);
    expect(two!.coverage).toBe(3 / 5);
  });

  it('gives a ranker without an opinion what chance gives, however items are numbered', async () => {
    const [users, items] = [2000, 50];
    const equal = () => ({ ranker: tableRanker(new Float32Array(users * items), items) });
    const { contenders } = await evaluateRankers({
      contenders: [
        { name: 'equal', ...equal() },
        { name: 'equal too', ...equal() },
      ],
      train: matrixOf(
        Array.from({ length: users }, () => []),
        items,
      ),
      // Everybody wants the items with the lowest numbers.
      test: matrixOf(
        Array.from({ length: users }, () => [0, 1, 2]),
        items,
      ),
      ks: [10],
      protocol,
      resamples: 20,
    });
    const { metrics, coverage, gini } = contenders[0]!.lists[0]!;
    expect(Math.abs(metrics.recall.value - 10 / items)).toBeLessThan(0.02);
    expect(coverage).toBe(1);
    expect(gini).toBeLessThan(0.15);
    expect(contenders[1]!.lists[0]!.difference!.ndcg).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('leaves candidates that nobody may see out of coverage and Gini', async () => {
    const { contenders } = await evaluateRankers(small({ candidates: Int32Array.of(1, 2, 4), ks: [3] }));
    expect(contenders[0]!.lists[0]!.coverage).toBe(1);
  });

  it('has no AUC when nobody has anything to tell apart', async () => {
    const { contenders, counts } = await evaluateRankers(
      small({ test: matrixOf([[1, 2, 3, 4], [], [], []], 5), contenders: two() }),
    );
    expect(counts.usersWithoutNegatives).toBe(1);
    expect(contenders[1]).not.toHaveProperty('auc');
    expect(contenders[1]).not.toHaveProperty('aucDifference');
  });
});

/** The falling scores, and noise. */
function two(users = 4, items = 5): EvaluateRankersInput['contenders'] {
  const random = createRandom(3);
  const falling = Array.from({ length: users * items }, (_, index) => -(index % items));
  const noise = Array.from({ length: users * items }, () => random());
  return [
    { name: 'falling', ranker: tableRanker(falling, items), description: 'Lower numbers first.' },
    { name: 'noise', ranker: tableRanker(noise, items) },
  ];
}

describe('intervals', () => {
  /** Users like low item numbers. */
  function planted(resamples: number, seed = 1) {
    const random = createRandom(8);
    const [users, items] = [150, 40];
    const draw = () => [...new Set(Array.from({ length: 5 }, () => Math.floor(random() ** 3 * items)))];
    const train = Array.from({ length: users }, draw);
    const test = train.map((seen) => draw().filter((item) => !seen.includes(item)));
    return evaluateRankers({
      contenders: two(users, items),
      train: matrixOf(train, items),
      test: matrixOf(test, items),
      ks: [10, 5],
      protocol,
      resamples,
      seed,
    });
  }

  it('hold the value, are paired, and tell a good ranker from noise', async () => {
    const { contenders, ks } = await planted(400);
    expect(ks).toEqual([5, 10]);
    const [good, noise] = contenders;
    for (const [index, list] of good!.lists.entries()) {
      const other = noise!.lists[index]!;
      for (const metric of Object.keys(list.metrics) as (keyof typeof list.metrics)[]) {
        for (const { value, low, high } of [list.metrics[metric], other.metrics[metric]]) {
          expect(low).toBeLessThan(value);
          expect(high).toBeGreaterThan(value);
        }
        const difference = other.difference![metric];
        expect(difference.value).toBeCloseTo(other.metrics[metric].value - list.metrics[metric].value, 12);
        expect(difference.high).toBeLessThan(0);
      }
    }
    expect(good).not.toHaveProperty('aucDifference');
    expect(noise!.auc!.low).toBeLessThan(0.5);
    expect(noise!.auc!.high).toBeGreaterThan(0.5);
    expect(noise!.aucDifference!.value).toBeCloseTo(noise!.auc!.value - good!.auc!.value, 12);
  });

  it('are as wide as the standard error says', async () => {
    const items = 20;
    const users = 200;
    // Hit or miss: user u finds item u % 20 among the first 5 when u % 20 < 5.
    const { contenders } = await evaluateRankers({
      contenders: [two(users, items)[0]!],
      train: matrixOf(
        Array.from({ length: users }, () => []),
        items,
      ),
      test: matrixOf(
        Array.from({ length: users }, (_, user) => [user % items]),
        items,
      ),
      ks: [5],
      protocol,
      resamples: 4000,
    });
    const { value, low, high } = contenders[0]!.lists[0]!.metrics.hitRate;
    expect(value).toBe(0.25);
    const error = 1.96 * Math.sqrt((0.25 * 0.75) / users);
    expect(Math.abs(high - low - 2 * error)).toBeLessThan(0.2 * error);
  });

  it('differ with the seed only, and the same contender does not differ from itself', async () => {
    expect(await planted(30)).toEqual(await planted(30));
    expect(await planted(30, 2)).not.toEqual(await planted(30));
    const [first] = two();
    const { contenders } = await evaluateRankers(
      small({ contenders: [first!, { ...two()[0]!, name: 'again' }] }),
    );
    expect(contenders[1]!.lists[0]!.difference!.ndcg).toEqual({ value: 0, low: 0, high: 0 });
  });
});

describe('the call', () => {
  it('says its protocol, survives JSON, and takes the name for a missing description', async () => {
    const evaluation = await evaluateRankers(
      small({ contenders: two(), candidates: Int32Array.of(1, 2, 3, 4) }),
    );
    expect(evaluation.protocol).toBe(
      "Made-up interactions. Full ranking over 4 candidates of 5 items; items of a user's history are excluded, equal scores rank in drawn order. " +
        'Means over 3 users with something to find (1 without test items, 0 with nothing left to find). ' +
        'Intervals: 95 % percentile bootstrap over the 3 users, 50 resamples, the same ones for every contender.',
    );
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    expect(evaluation.contenders.map(({ description }) => description)).toEqual([
      'Lower numbers first.',
      'noise',
    ]);
  });

  it('asks for blocks of bounded size, and tells how far it is', async () => {
    const [users, items] = [300, 30_000];
    const events: ProgressEvent[] = [];
    let largest = 0;
    const ranker: Pick<Ranker, 'score'> = {
      score: async (queries) => {
        largest = Math.max(largest, queries.length);
        return { data: new Float32Array(queries.length * items), rows: queries.length, dimensions: items };
      },
    };
    await evaluateRankers({
      contenders: [{ name: 'zero', ranker }],
      train: matrixOf(
        Array.from({ length: users }, () => []),
        items,
      ),
      test: matrixOf(
        Array.from({ length: users }, (_, user) => [user]),
        items,
      ),
      protocol,
      resamples: 1,
      onProgress: (event) => events.push(event),
    });
    expect(largest * items).toBeLessThanOrEqual(2 ** 22);
    expect(events.map(({ done }) => done)).toEqual([139, 278, 300]);
    expect(events.every(({ stage, total }) => stage === 'evaluate' && total === users)).toBe(true);
  });

  it('hands the signal on and stops at it', async () => {
    const controller = new AbortController();
    const ranker: Pick<Ranker, 'score'> = {
      score: async (queries, options) => {
        expect(options?.signal).toBe(controller.signal);
        controller.abort();
        return { data: new Float32Array(queries.length * 5), rows: queries.length, dimensions: 5 };
      },
    };
    await expect(
      evaluateRankers(small({ contenders: [{ name: 'zero', ranker }], signal: controller.signal })),
    ).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('has the documented defaults', () => {
    expect(EVALUATE_RANKERS_DEFAULTS).toEqual({ ks: [10, 20], seed: 42, confidence: 0.95, resamples: 1000 });
  });
});

describe('errors', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY])('MODEL_OUTPUT for a score of %d', async (bad) => {
    const scores = Array.from({ length: 20 }, () => 1);
    // The second row asked for is that of user 1.
    scores[7] = bad;
    await expect(
      evaluateRankers(small({ contenders: [{ name: 'broken', ranker: tableRanker(scores, 5) }] })),
    ).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringMatching(/"broken" scores (NaN|Infinity) for user 1 and item 2/),
      data: { ranker: 'broken', user: 1, item: 2 },
    });
  });

  it.each([
    ['a missing row', 2, 5, 10, 'user 2 and item 0'],
    ['a missing item', 3, 4, 12, 'user 0 and item 4'],
    ['too few values', 3, 5, 14, 'user 2 and item 4'],
    ['one row too many', 4, 5, 20, 'more than was asked for'],
    ['one item too many', 3, 6, 18, 'more than was asked for'],
  ])('MODEL_OUTPUT for %s', async (_, rows, dimensions, size, said) => {
    const ranker = { score: async () => ({ data: new Float32Array(size), rows, dimensions }) };
    await expect(evaluateRankers(small({ contenders: [{ name: 'short', ranker }] }))).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringMatching(`"short".*${said}`),
    });
  });

  it.each<[string, Partial<EvaluateRankersInput>, string]>([
    ['no contender', { contenders: [] }, 'INVALID_OPTIONS'],
    ['equal names', { contenders: [...two(), ...two()] }, 'INVALID_OPTIONS'],
    ['no k', { ks: [] }, 'INVALID_OPTIONS'],
    ['k of 0', { ks: [0] }, 'INVALID_OPTIONS'],
    ['k twice', { ks: [5, 5] }, 'INVALID_OPTIONS'],
    ['no resample', { resamples: 0 }, 'INVALID_OPTIONS'],
    ['all confidence', { confidence: 1 }, 'INVALID_OPTIONS'],
    ['an unknown key', { sampled: 100 } as never, 'INVALID_OPTIONS'],
    ['a candidate twice', { candidates: Int32Array.of(1, 1) }, 'INVALID_OPTIONS'],
    ['a candidate that is no item', { candidates: Int32Array.of(5) }, 'INVALID_OPTIONS'],
    ['no candidate', { candidates: new Int32Array() }, 'EMPTY_CATALOGUE'],
    ['nothing to find', { test: matrixOf([[0], [1], [], []], 5) }, 'NO_ROWS'],
    ['nothing that may be found', { candidates: Int32Array.of(0) }, 'NO_ROWS'],
    ['other users', { train: matrixOf([[0]], 5) }, 'DIMENSION_MISMATCH'],
    ['other items', { history: matrixOf([[0], [], [], []], 6) }, 'DIMENSION_MISMATCH'],
    ['a short modality', { modalities: [columnOf(PEER_CASES[0]!)] }, 'DIMENSION_MISMATCH'],
  ])('%s', async (_, given, code) => {
    await expect(evaluateRankers(small(given))).rejects.toMatchObject({ code });
  });
});
