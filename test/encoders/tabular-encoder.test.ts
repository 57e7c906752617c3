import { describe, expect, it } from 'vitest';
import type { ReviewRecord } from '../../src/contracts/index.js';
import type { TabularColumn } from '../../src/encoders/tabular/options.js';
import { TabularEncoder } from '../../src/encoders/tabular-encoder.js';
import { recordEncoderConformance } from '../../src/testing/record-encoder-conformance.js';
import { failingChecks } from '../testing/failing-checks.js';

const rated: readonly (readonly [userId: string, itemId: string, rating: number])[] = [
  ['a', 'x', 5],
  ['b', 'x', 3],
  ['c', 'x', 4],
  ['a', 'y', 1],
  ['a', 'y', 2],
];
const ratings = Float32Array.from(rated, ([, , rating]) => rating);

async function encode(columns: TabularColumn[], training: ReviewRecord[], records: ReviewRecord[]) {
  const encoder = new TabularEncoder({ columns });
  await encoder.fit(training, { seed: 1, targets: ratings.subarray(0, training.length) });
  const { data, dimensions } = await encoder.encode(records);
  return records.map((_, row) => [...data.subarray(row * dimensions, (row + 1) * dimensions)]);
}
const round = (rows: number[][]) => rows.map((row) => row.map((value) => Number(value.toFixed(5))));

describe('TabularEncoder', () => {
  it('tells how others rated an item, without the own ratings', async () => {
    const records = rated.map(([userId, itemId]) => ({ userId, itemId }));
    const rows = await encode([{ kind: 'mean-rating', of: 'itemId', damping: 1 }], records, [
      ...records,
      { userId: 'new', itemId: 'x' },
      { userId: 'a', itemId: 'z' },
      {},
    ]);
    expect(round(rows)).toEqual(
      round([
        // Of x without a's 5: 3 and 4, around the mean of the other four, 2.5.
        [(3 + 4 - 2 * 2.5) / 3, Math.log(3)],
        [(5 + 4 - 2 * 3) / 3, Math.log(3)],
        [(5 + 3 - 2 * 2.75) / 3, Math.log(3)],
        // Nobody but a has rated y; a's two ratings are both a's own.
        [0, 0],
        [0, 0],
        [(5 + 3 + 4 - 3 * 3) / 4, Math.log(4)],
        [0, 0],
        [0, 0],
      ]),
    );
  });

  it('tells how a user rates other items', async () => {
    const records = rated.map(([userId, itemId]) => ({ userId, itemId }));
    const [ofX, ofY] = await encode([{ kind: 'mean-rating', of: 'userId', damping: 0 }], records, [
      { userId: 'a', itemId: 'x' },
      { userId: 'a', itemId: 'y' },
    ]);
    expect(round([ofX!, ofY!])).toEqual(
      round([
        [1.5 - 2.5, Math.log(3)],
        [5 - 4, Math.log(2)],
      ]),
    );
  });

  it('standardises numbers, fills in the mean and says what is missing', async () => {
    const priced = (price?: number): ReviewRecord => ({ item: price === undefined ? {} : { price } });
    const training = [priced(10), priced(30), priced(), priced(20)];
    const rows = await encode([{ kind: 'number', field: 'price' }], training, [
      priced(30),
      priced(),
      priced(20),
    ]);
    expect(round(rows)).toEqual(
      round([
        [10 / Math.sqrt(200 / 3), 1],
        [0, 0],
        [0, 1],
      ]),
    );
    const log = await encode([{ kind: 'number', field: 'price', log: true }], training, [
      priced(-1),
      priced(1e9),
    ]);
    expect(log[0]).toEqual([0, 0]);
    expect(log[1]![0]).toBeGreaterThan(10);
  });

  it('has a number for each of the most frequent categories', async () => {
    const of = (...categories: string[]): ReviewRecord => ({ item: { categories } });
    const training = [of('B', 'A'), of('B'), of('C', 'A', 'A'), of()];
    const rows = await encode([{ kind: 'category', most: 2 }], training, [
      of('A'),
      of('C'),
      of('B', 'A'),
      {},
    ]);
    // A and B occur twice; C is one too many.
    expect(rows).toEqual([
      [1, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
  });

  it.each<[string, unknown[]]>([
    ['no columns', []],
    ['an unknown kind', [{ kind: 'text' }]],
    ['an unknown field', [{ kind: 'number', field: 'size' }]],
    ['an unknown key', [{ kind: 'category', top: 3 }]],
    ['a negative damping', [{ kind: 'mean-rating', of: 'itemId', damping: -1 }]],
    ['no room', [{ kind: 'category', most: 0 }]],
  ])('refuses %s', (_, columns) => {
    expect(() => new TabularEncoder({ columns: columns as TabularColumn[] })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });

  it('refuses to learn mean ratings without ratings, categories without categories, and a damaged state', async () => {
    await expect(new TabularEncoder().fit([{ userId: 'a' }], { seed: 1 })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    const categories = new TabularEncoder({ columns: [{ kind: 'category' }] });
    await expect(categories.fit([{ userId: 'a' }], { seed: 1 })).rejects.toMatchObject({
      code: 'TOO_FEW_ROWS',
    });
    for (const json of [{}, { states: [] }, { states: [{ categories: [1] }] }])
      expect(() => categories.restoreState({ json })).toThrow(
        expect.objectContaining({ code: 'SAVE_CORRUPT' }),
      );
  });
});

/** Lets every rating into the mean of its item. */
class Leaky extends TabularEncoder {
  override async fit(...[records, options]: Parameters<TabularEncoder['fit']>) {
    await super.fit(
      records.map(({ itemId }) => ({ itemId: itemId! })),
      options,
    );
  }
}

it('the conformance suite finds an encoder through which ratings leak', async () => {
  expect(await failingChecks(recordEncoderConformance(() => new Leaky()))).toEqual([
    'no rating reaches the vector of its own record',
  ]);
});
