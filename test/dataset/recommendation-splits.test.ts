import { describe, expect, it } from 'vitest';
import { AMAZON_2023_CUTS, type SplitOptions } from '../../src/dataset/split/options.js';
import { splitDataset } from '../../src/dataset/split.js';
import type { DatasetRow } from '../../src/dataset/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';

const PARTS = ['train', 'validation', 'test', 'history'] as const;
type Part = (typeof PARTS)[number];
type Split = ReturnType<typeof splitDataset>;

/** Users with very different numbers of rows, many rows at the same time, `times: false` for none at all. */
function randomRows(seed: number, { users = 30, items = 40, times = true } = {}): DatasetRow[] {
  const random = createRandom(seed);
  return Array.from({ length: 400 }, () => ({
    userId: `u${Math.floor(random() ** 2 * users)}`,
    itemId: `i${Math.floor(random() ** 2 * items)}`,
    rating: 5,
    classIndex: 4,
    ...(times && { timestamp: randomInteger(random, 60) }),
  }));
}

function row(userId: string, itemId: string, timestamp?: number): DatasetRow {
  return { userId, itemId, rating: 5, classIndex: 4, ...(timestamp !== undefined && { timestamp }) };
}

const rowsOfPart = (rows: readonly DatasetRow[], { indices }: Split, part: Part) =>
  Array.from(indices[part] ?? [], (index) => ({ ...rows[index]!, index }));

const ids = (rows: readonly DatasetRow[], key: 'userId' | 'itemId') => new Set(rows.map((one) => one[key]));

/** The sum of the parts is the rows, no row is in two, and the summary says the same. */
function expectPartition(rows: readonly DatasetRow[], split: Split) {
  const all = PARTS.flatMap((part) => [...(split.indices[part] ?? [])]);
  const unused = Object.values(split.summary.unused).reduce((sum, count) => sum + count, 0);
  expect(new Set(all).size).toBe(all.length);
  expect(all.length + unused).toBe(rows.length);
  for (const part of PARTS) expect(split.summary[part] ?? 0).toBe(split.indices[part]?.length ?? 0);
}

/** No row of an earlier part is later than a row of a later part, equal times in the order of the rows. */
function expectNoInversion(earlier: readonly (DatasetRow & { index: number })[], later: typeof earlier) {
  for (const one of earlier) {
    for (const other of later) {
      if (one.userId !== other.userId) continue;
      const inOrder =
        one.timestamp === other.timestamp ? one.index < other.index : one.timestamp! < other.timestamp!;
      expect(inOrder, JSON.stringify([one, other])).toBe(true);
    }
  }
}

const kinds: SplitOptions[] = [
  { kind: 'random' },
  { kind: 'leave-last-out' },
  { kind: 'user-temporal' },
  { kind: 'global-temporal' },
  { kind: 'cold-item' },
  { kind: 'cold-user' },
];

describe.each(kinds)('%j', (options) => {
  it('parts every row once, and counts what the parts know', () => {
    for (let seed = 0; seed < 15; seed++) {
      const rows = randomRows(seed);
      const split = splitDataset(rows, { ...options, seed });
      expectPartition(rows, split);
      const train = rowsOfPart(rows, split, 'train');
      const test = rowsOfPart(rows, split, 'test');
      const users = [...ids(rows, 'userId')];
      expect(split.summary.counts).toMatchObject({
        users: users.length,
        'users without training rows': users.filter((user) => !ids(train, 'userId').has(user)).length,
        'users without test rows': users.filter((user) => !ids(test, 'userId').has(user)).length,
        items: ids(rows, 'itemId').size,
        'test items without training rows': [...ids(test, 'itemId')].filter(
          (item) => !ids(train, 'itemId').has(item),
        ).length,
      });
    }
  });

  it('is decided by rows and seed', () => {
    const rows = randomRows(3);
    expect(splitDataset(rows, { ...options, seed: 3 })).toEqual(splitDataset(rows, { ...options, seed: 3 }));
    const drawn = ['random', 'cold-item', 'cold-user'].includes(options.kind!);
    const other = splitDataset(rows, { ...options, seed: 4 });
    if (drawn) expect(other.indices).not.toEqual(splitDataset(rows, { ...options, seed: 3 }).indices);
    else expect(other).toEqual(splitDataset(rows, { ...options, seed: 3 }));
  });
});

describe('random', () => {
  it('meets the shares', () => {
    const { summary } = splitDataset(randomRows(1), { kind: 'random', validation: 0.15, test: 0.25 });
    expect(summary).toMatchObject({ kind: 'random', train: 240, validation: 60, test: 100, unused: {} });
  });
});

describe.each(['leave-last-out', 'user-temporal'] as const)('%s', (kind) => {
  it('never learns from a later row of a user than it tests', () => {
    for (let seed = 0; seed < 10; seed++) {
      const rows = randomRows(seed);
      const split = splitDataset(rows, { kind });
      const [train, validation, test] = (['train', 'validation', 'test'] as const).map((part) =>
        rowsOfPart(rows, split, part),
      ) as [never, never, never];
      expectNoInversion(train, validation);
      expectNoInversion(train, test);
      expectNoInversion(validation, test);
    }
  });

  it('keeps users with fewer than three rows for training, and counts them', () => {
    const rows = [row('a', '1', 1), row('a', '2', 2), row('b', '1', 1)];
    rows.push(...[5, 4, 3].map((time) => row('c', `${time}`, time)));
    const { indices, summary } = splitDataset(rows, { kind });
    expect([...indices.train]).toEqual([0, 1, 2, 5]);
    expect([...indices.validation]).toEqual([4]);
    expect([...indices.test]).toEqual([3]);
    expect(summary.counts).toMatchObject({
      'users with fewer than three rows, all for training': 2,
      'users without test rows': 2,
      'test items without training rows': 1,
    });
  });

  it('takes the order of the rows when none has a time, and says so', () => {
    const rows = ['1', '2', '3'].map((item) => row('a', item));
    const { indices, summary } = splitDataset(rows, { kind });
    expect([indices.train, indices.validation, indices.test].map((part) => [...part])).toEqual([
      [0],
      [1],
      [2],
    ]);
    expect(summary.counts).toMatchObject({ 'rows in the order of the source for want of times': 3 });
  });

  it('leaves out rows without a time where others have one', () => {
    const rows = [
      row('a', '1', 1),
      row('a', 'x'),
      row('a', '2', Number.NaN),
      row('a', '3', 2),
      row('a', '4', 3),
    ];
    const { indices, summary } = splitDataset(rows, { kind });
    expect([...indices.test]).toEqual([4]);
    expect(summary.unused).toEqual({ 'no timestamp': 2 });
    expect(summary.counts).not.toHaveProperty('rows in the order of the source for want of times');
  });

  it('survives a user with more rows than a call may have arguments', () => {
    const one = row('a', '1', 1);
    const rows = Array.from({ length: 300_000 }, () => one);
    expect(splitDataset(rows, { kind }).summary.test).toBe(kind === 'leave-last-out' ? 1 : 60_000);
  });
});

describe('user-temporal', () => {
  it('takes the share of each user, at least one row, and leaves one to learn from', () => {
    for (const shares of [
      { validation: 0.1, test: 0.2 },
      { validation: 0.5, test: 0.45 },
    ]) {
      for (let size = 3; size < 40; size++) {
        const rows = Array.from({ length: size }, (_, index) => row('a', `${index}`, index));
        const { summary } = splitDataset(rows, { kind: 'user-temporal', ...shares });
        expect(summary.train).toBeGreaterThan(0);
        expect(Math.abs(summary.test - size * shares.test)).toBeLessThanOrEqual(1);
        expect(Math.abs(summary.validation - size * shares.validation)).toBeLessThanOrEqual(1);
      }
    }
  });
});

describe('global-temporal', () => {
  it('cuts at the given times, and rows of a cut time belong to what begins there', () => {
    const { validationFrom, testFrom } = AMAZON_2023_CUTS;
    expect([validationFrom, testFrom]).toEqual([1628643414042, 1658002729837]);
    const times = [validationFrom - 1, validationFrom, testFrom - 1, testFrom, testFrom + 1];
    const rows = [...times.map((time, index) => row('a', `${index}`, time)), row('b', '9')];
    const { indices, summary } = splitDataset(rows, { kind: 'global-temporal', ...AMAZON_2023_CUTS });
    expect([indices.train, indices.validation, indices.test].map((part) => [...part])).toEqual([
      [0],
      [1, 2],
      [3, 4],
    ]);
    expect(summary).toMatchObject({ cuts: AMAZON_2023_CUTS, unused: { 'no timestamp': 1 } });
  });

  it('finds cuts by share, and never parts rows of one moment', () => {
    for (let seed = 0; seed < 10; seed++) {
      const rows = randomRows(seed);
      const split = splitDataset(rows, { kind: 'global-temporal' });
      const times = (['train', 'validation', 'test'] as const).map((part) =>
        rowsOfPart(rows, split, part).map(({ timestamp }) => timestamp!),
      );
      expect(Math.max(...times[0]!)).toBeLessThan(Math.min(...times[1]!));
      expect(Math.max(...times[1]!)).toBeLessThan(Math.min(...times[2]!));
      expect(Math.min(...times[1]!)).toBe(split.summary.cuts!.validationFrom);
      expect(Math.min(...times[2]!)).toBe(split.summary.cuts!.testFrom);
      // About 400 / 60 rows share a moment.
      expect(Math.abs(split.summary.test - 80)).toBeLessThan(20);
    }
  });
});

describe('cold-item', () => {
  it('has no test item in training, and as many items as the share says', () => {
    const rows = randomRows(2);
    const split = splitDataset(rows, { kind: 'cold-item' });
    const sets = (['train', 'validation', 'test'] as const).map((part) =>
      ids(rowsOfPart(rows, split, part), 'itemId'),
    );
    const items = ids(rows, 'itemId').size;
    expect(sets.map(({ size }) => size).reduce((sum, size) => sum + size)).toBe(items);
    expect(sets[2]!.size).toBe(Math.round(items * 0.2));
    expect(split.summary.counts).toMatchObject({
      'items drawn for the test': sets[2]!.size,
      'items drawn for validation': sets[1]!.size,
      'test items without training rows': sets[2]!.size,
    });
  });
});

describe('cold-user', () => {
  it('learns nothing of the drawn users, and tests their latest rows', () => {
    for (let seed = 0; seed < 10; seed++) {
      const rows = randomRows(seed);
      const split = splitDataset(rows, { kind: 'cold-user', seed, heldOut: 0.3 });
      const [train, validation, test, history] = PARTS.map((part) => rowsOfPart(rows, split, part));
      const users = PARTS.map((part) => ids(rowsOfPart(rows, split, part), 'userId'));
      for (const user of [...users[1]!, ...users[2]!]) expect(users[0]!.has(user)).toBe(false);
      for (const user of users[1]!) expect(users[2]!.has(user)).toBe(false);
      expectNoInversion(history!, test!);
      expectNoInversion(history!, validation!);
      expect(train!.length).toBeGreaterThan(0);
      for (const user of users[2]!) {
        const size = rows.filter(({ userId }) => userId === user).length;
        const found = test!.filter(({ userId }) => userId === user).length;
        expect(found).toBe(Math.max(1, Math.min(size - 1, Math.round(size * 0.3))));
      }
      const without = [...users[1]!, ...users[2]!].filter((user) => !users[3]!.has(user)).length;
      expect(split.summary.counts).toMatchObject({ 'drawn users without history': without });
    }
  });
});

describe('errors', () => {
  const few = [row('a', '1', 1), row('b', '1', 1)];
  it.each<[SplitOptions, string]>([
    [{ kind: 'random' }, 'more rows'],
    [{ kind: 'leave-last-out' }, 'three rows with a time'],
    [{ kind: 'user-temporal' }, 'three rows with a time'],
    [{ kind: 'global-temporal' }, 'The cuts are 1 and 1'],
    [{ kind: 'cold-item' }, 'have 1 items'],
    [{ kind: 'cold-user' }, 'have 2 users'],
  ])('TOO_FEW_ROWS for %j', (options, said) => {
    expect(() => splitDataset(few, options)).toThrow(
      expect.objectContaining({ code: 'TOO_FEW_ROWS', message: expect.stringContaining(said) }),
    );
  });

  it('TOO_FEW_ROWS when time decides and no row has one', () => {
    expect(() => splitDataset(randomRows(1, { times: false }), { kind: 'global-temporal' })).toThrow(
      expect.objectContaining({
        code: 'TOO_FEW_ROWS',
        message: expect.stringContaining('{"no timestamp":400}'),
      }),
    );
  });

  it.each<SplitOptions>([
    { kind: 'global-temporal', testFrom: 5 },
    { kind: 'global-temporal', validationFrom: 5 },
    { kind: 'global-temporal', validationFrom: 5, testFrom: 5 },
    { kind: 'global-temporal', validationFrom: Number.NaN, testFrom: 5 },
    { kind: 'random', ...AMAZON_2023_CUTS },
    { kind: 'cold-user', heldOut: 0 },
    { kind: 'cold-user', heldOut: 1 },
  ])('INVALID_OPTIONS for %j', (options) => {
    expect(() => splitDataset(randomRows(1), options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});
