import { describe, expect, it } from 'vitest';
import { findLeaks, type LeakGuardInput } from '../../../src/evaluation/leak-guard.js';
import type { Interaction } from '../../../src/types.js';
import { honest, inOrder, randomRows } from './helpers.js';

const rows = randomRows(120, 2);
const indices = inOrder(120);
const find = (change: Partial<LeakGuardInput>) => findLeaks(honest({ rows, indices, inputs: [], ...change }));

/** Mean and count of the item's ratings among the selected rows. */
function aggregate(itemId: string, selected: Iterable<number>) {
  const ratings = Array.from(selected, (row) => rows[row]!)
    .filter((row) => row.itemId === itemId)
    .map(({ rating }) => rating);
  const sum = ratings.reduce((total, rating) => total + rating, 0);
  return { mean: sum / ratings.length, count: ratings.length };
}
const overAll = (row: Interaction) => aggregate(row.itemId, rows.keys());
const overTrain = (row: Interaction) => aggregate(row.itemId, indices.train);
const feature = (numberOf: (row: Interaction) => number, name = 'popularity') => ({
  features: [{ name, values: Float64Array.from(rows, numberOf) }],
});

describe('item-aggregate by name', () => {
  it.each([
    'average_rating',
    'averageRating',
    'rating_number',
    'ratingNumber',
    'n_ratings',
    'num_reviews',
    'Review Count',
  ])('refuses the field %s', (name) => {
    const [finding, ...others] = find({ fields: ['title', name] });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'item-aggregate', count: 120, checked: 120 });
    expect(finding!.message).toContain(`"${name}"`);
    expect(finding!.examples).toHaveLength(3);
  });

  it('refuses a feature of such a name whatever its values, and once when it is a field as well', () => {
    const values = new Float64Array(120).fill(3.9);
    const features = [{ name: 'average_rating', values }];
    expect(find({ features, fields: ['average_rating'] })).toMatchObject([{ kind: 'item-aggregate' }]);
  });

  it('lets other fields pass', () => {
    expect(
      find({ fields: ['title', 'description', 'price', 'rating_scale_note', 'stars_in_title'] }),
    ).toEqual([]);
  });
});

describe('item-aggregate by value', () => {
  const rounded = (digits: number) => (row: Interaction) => Number(overAll(row).mean.toFixed(digits));
  it.each([
    ['the mean', (row: Interaction) => overAll(row).mean, 'mean'],
    ['the mean in float32', (row: Interaction) => Math.fround(overAll(row).mean), 'mean'],
    ['the mean rounded to one decimal', rounded(1), 'mean'],
    ['the mean rounded to two decimals', rounded(2), 'mean'],
    ['the count', (row: Interaction) => overAll(row).count, 'count'],
  ])('finds %s over all rows', (_, numberOf, what) => {
    const [finding, ...others] = find(feature(numberOf));
    expect(others).toEqual([]);
    expect(finding!.kind).toBe('item-aggregate');
    expect(finding!.message).toContain(`"popularity" is the ${what} of an item's ratings over all rows`);
    const { row, itemId } = finding!.examples[0]!;
    expect(rows[row]!.itemId).toBe(itemId);
    expect(finding!.examples[0]!.detail).toContain(String(numberOf(rows[row]!)));
    expect(finding!.count).toBeGreaterThan(50);
  });

  it('finds it where rows without training ratings have no value', () => {
    const numberOf = (row: Interaction) => (overTrain(row).count > 0 ? overAll(row).mean : Number.NaN);
    expect(find(feature(numberOf))).toMatchObject([{ kind: 'item-aggregate' }]);
  });

  it.each([
    ['the mean over training rows', (row: Interaction) => overTrain(row).mean],
    ['the count over training rows', (row: Interaction) => overTrain(row).count],
    ['the mean over training rows, filled', (row: Interaction) => overTrain(row).mean || 3],
    ['a price', (row: Interaction) => 5 + Number(row.itemId.slice(1)) * 1.25],
    [
      'the mean of all rows for half of the items',
      (row: Interaction) => (Number(row.itemId.slice(1)) % 2 === 0 ? overAll(row).mean : 3),
    ],
    ['a constant', () => 3],
    ['nothing', () => Number.NaN],
  ])('does not find %s', (_, numberOf) => {
    expect(find(feature(numberOf))).toEqual([]);
  });

  it('finds nothing where no item tells all rows from training rows', () => {
    const train = Int32Array.from(rows.keys());
    const none = { train, validation: new Int32Array(), test: new Int32Array() };
    expect(find({ indices: none, ...feature((row) => overAll(row).mean) })).toEqual([]);
  });
});

describe('same-interaction', () => {
  const again = (from: number, to: number, change: Partial<Interaction> = {}) =>
    rows.map((row, index) =>
      index === to ? { ...row, userId: rows[from]!.userId, itemId: rows[from]!.itemId, ...change } : row,
    );

  it.each([
    ['test', 110],
    ['validation', 88],
  ])('finds a training pair in the %s part', (part, to) => {
    const [finding, ...others] = find({ rows: again(7, to) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'same-interaction', count: 1, checked: 36 });
    const { userId, itemId } = rows[7]!;
    expect(finding!.examples).toEqual([
      { row: to, userId, itemId, detail: `in the ${part} part, and as row 7 in training` },
    ]);
  });

  it('does not find a pair twice within a part, nor in validation and test', () => {
    expect(find({ rows: again(7, 8) })).toEqual([]);
    expect(find({ rows: again(88, 110) })).toEqual([]);
  });

  it('does not mix up ids that run into each other', () => {
    const pairs = [
      ['a b', 'c'],
      ['a', 'b c'],
      ['__proto__', 'x'],
      ['constructor', 'x'],
    ].map(([userId, itemId]) => ({ userId: userId!, itemId: itemId!, rating: 1 }));
    const parts = { train: Int32Array.of(0, 2), validation: Int32Array.of(), test: Int32Array.of(1, 3) };
    expect(find({ rows: pairs, indices: parts })).toEqual([]);
  });
});

describe('future-in-training', () => {
  const late = (timestamp: number, at = 4) =>
    rows.map((row, index) => (index === at ? { ...row, timestamp } : row));
  const firstTest = rows[indices.test[0]!]!.timestamp!;

  it('finds training rows later than the first test row in a global-temporal split', () => {
    const [finding] = find({ rows: late(firstTest + 1), splitKind: 'global-temporal' });
    expect(finding).toMatchObject({ kind: 'future-in-training', count: 1, checked: 84 });
    expect(finding!.examples).toMatchObject([{ row: 4, userId: rows[4]!.userId }]);
    expect(finding!.examples[0]!.detail).toContain('1970-01-01T00:01:36');
    expect(find({ rows: late(firstTest), splitKind: 'global-temporal' })).toEqual([]);
  });

  it.each(['user-temporal', 'leave-last-out', 'cold-user'] as const)(
    'compares within each user in %s',
    (splitKind) => {
      const tested = Array.from(indices.test, (row) => rows[row]!);
      const firstOf = (userId: string) =>
        Math.min(...tested.filter((row) => row.userId === userId).map((row) => row.timestamp!));
      // A user whose first test row is not the first of all, so that the two rules differ.
      const at = rows.findIndex(({ userId }) => firstOf(userId) > firstTest && firstOf(userId) < Infinity);
      const { userId } = rows[at]!;
      const own = firstOf(userId);
      expect(at).toBeLessThan(indices.train.length);
      expect(find({ rows: late(own, at), splitKind })).toEqual([]);
      expect(find({ rows: late(own + 1, at), splitKind })).toMatchObject([
        { kind: 'future-in-training', count: 1, examples: [{ row: at, userId }] },
      ]);
    },
  );

  it('looks at the history of cold users', () => {
    const { train } = indices;
    const parts = { ...indices, train: train.slice(10), history: train.slice(0, 10) };
    const changed = late(10 ** 8);
    expect(find({ rows: changed, indices: parts, splitKind: 'cold-user' })).toMatchObject([
      { kind: 'future-in-training', count: 1, examples: [{ row: 4 }] },
    ]);
  });

  it('expects nothing of times in splits that do not go by them, and of rows without one', () => {
    for (const splitKind of ['random', 'stratified', 'cold-item', undefined] as const) {
      expect(find({ rows: late(10 ** 8), ...(splitKind && { splitKind }) })).toEqual([]);
    }
    const timeless = rows.map(({ timestamp: _, ...row }) => row);
    expect(find({ rows: timeless, splitKind: 'global-temporal' })).toEqual([]);
    expect(find({ rows: timeless, splitKind: 'leave-last-out' })).toEqual([]);
  });
});

describe('future-timestamp', () => {
  it('finds interactions later than now in any part', () => {
    const [finding] = find({ now: rows[117]!.timestamp! });
    expect(finding).toMatchObject({ kind: 'future-timestamp', count: 2, checked: 120 });
    expect(finding!.examples.map(({ row }) => row)).toEqual([118, 119]);
    expect(find({ now: rows[119]!.timestamp! })).toEqual([]);
  });

  it('compares with the present when nothing is said', () => {
    const { now: _, ...present } = honest({ rows, indices });
    expect(findLeaks(present)).toEqual([]);
    const micro = rows.map((row) => ({ ...row, timestamp: Date.now() * 1000 }));
    expect(findLeaks({ ...present, rows: micro })).toMatchObject([{ kind: 'future-timestamp', count: 120 }]);
  });

  it('shows a time that no calendar has', () => {
    const never = rows.map((row) => ({ ...row, timestamp: 1e18 }));
    expect(find({ rows: never })[0]!.examples[0]!.detail).toContain('1000000000000000000');
  });
});
