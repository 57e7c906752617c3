import { describe, expect, it } from 'vitest';
import { largestRemainder } from '../../src/dataset/split/largest-remainder.js';
import { SPLIT_DEFAULTS, type SplitOptions } from '../../src/dataset/split/options.js';
import { splitDataset } from '../../src/dataset/split.js';
import type { DatasetRow } from '../../src/dataset/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';
import { rowsOf } from './helpers.js';

type Indices = ReturnType<typeof splitDataset>['indices'];

const PARTS = ['train', 'validation', 'test'] as const;

function expectPartition(indices: Indices, count: number) {
  const all = PARTS.flatMap((part) => [...indices[part]]);
  expect(all).toHaveLength(count);
  expect(new Set(all).size).toBe(count);
  for (const part of PARTS) expect([...indices[part]]).toEqual([...indices[part]].sort((a, b) => a - b));
}

function classCounts(rows: readonly DatasetRow[], part: Int32Array): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const index of part) counts[rows[index]!.classIndex]! += 1;
  return counts;
}

describe('largestRemainder', () => {
  it('adds up to the rounded share of the whole, and is off by less than one everywhere', () => {
    const random = createRandom(5);
    for (let round = 0; round < 200; round++) {
      const sizes = Array.from({ length: 1 + randomInteger(random, 6) }, () => randomInteger(random, 100));
      const share = random();
      const counts = largestRemainder(sizes, share);
      const size = sizes.reduce((sum, one) => sum + one, 0);
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(Math.round(size * share));
      for (const [index, count] of counts.entries())
        expect(Math.abs(count - sizes[index]! * share)).toBeLessThanOrEqual(1);
    }
  });
});

describe('stratified', () => {
  it('meets the shares and the proportions', () => {
    const rows = rowsOf([100, 60, 200, 300, 340]);
    const { indices, summary } = splitDataset(rows);
    expectPartition(indices, 1000);
    expect(summary).toEqual({ kind: 'stratified', train: 700, validation: 100, test: 200, unused: {} });
    expect(classCounts(rows, indices.test)).toEqual([20, 12, 40, 60, 68]);
    expect(classCounts(rows, indices.validation)).toEqual([10, 6, 20, 30, 34]);
  });

  it('gives every part a row of each class that has three, whatever the sizes and shares', () => {
    const random = createRandom(9);
    for (let round = 0; round < 150; round++) {
      const sizes = Array.from({ length: 5 }, () => randomInteger(random, 12));
      if (sizes.every((size) => size < 3)) continue;
      const rows = rowsOf(sizes);
      const validation = 0.05 + random() * 0.4;
      const { indices } = splitDataset(rows, { validation, test: 0.05 + random() * 0.4, seed: round });
      expectPartition(indices, rows.length);
      for (const part of PARTS) {
        for (const [index, count] of classCounts(rows, indices[part]).entries()) {
          if (sizes[index]! >= 3) expect(count).toBeGreaterThan(0);
        }
      }
    }
  });

  it('puts a single row into training and one of two into the test', () => {
    const rows = rowsOf([1, 2, 30]);
    const { indices } = splitDataset(rows);
    expect(classCounts(rows, indices.train).slice(0, 2)).toEqual([1, 1]);
    expect(classCounts(rows, indices.test).slice(0, 2)).toEqual([0, 1]);
  });

  it('divides more rows of one rating than a call may have arguments', () => {
    const row: DatasetRow = { userId: 'u', itemId: 'i', rating: 5, classIndex: 4 };
    const { summary } = splitDataset(Array.from({ length: 300_000 }, () => row));
    expect(summary).toMatchObject({ train: 210_000, validation: 30_000, test: 60_000 });
  });

  it('is decided by the seed alone', () => {
    const rows = rowsOf([50, 50, 50]);
    expect(splitDataset(rows, { seed: 3 })).toEqual(splitDataset(rows, { seed: 3 }));
    expect(splitDataset(rows, { seed: 3 }).indices.test).not.toEqual(
      splitDataset(rows, { seed: 4 }).indices.test,
    );
  });
});

describe('group-by-item', () => {
  it('has no item in two parts, and comes near the shares and proportions', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rows = rowsOf([200, 120, 400, 600, 680], 300, seed);
      const { indices, summary } = splitDataset(rows, { kind: 'group-by-item', seed });
      expectPartition(indices, 2000);
      const items = PARTS.map((part) => new Set([...indices[part]].map((index) => rows[index]!.itemId)));
      const distinct = new Set(rows.map((row) => row.itemId)).size;
      expect(items.reduce((sum, set) => sum + set.size, 0)).toBe(distinct);
      expect(Math.abs(summary.test - 400)).toBeLessThan(20);
      expect(Math.abs(summary.validation - 200)).toBeLessThan(20);
      const shares = classCounts(rows, indices.test).map((count) => count / summary.test);
      for (const [index, share] of [0.1, 0.06, 0.2, 0.3, 0.34].entries()) {
        expect(Math.abs(shares[index]! - share)).toBeLessThan(0.03);
      }
    }
  });

  it('fills every part even with three items, or with one that has most rows', () => {
    const three = rowsOf([10, 10, 10]).map((row, index) => ({ ...row, itemId: `i${index % 3}` }));
    const large = rowsOf([30, 30, 30]).map((row, index) => ({
      ...row,
      itemId: index < 80 ? 'large' : `i${index % 2}`,
    }));
    for (const rows of [three, large]) {
      const { indices } = splitDataset(rows, { kind: 'group-by-item' });
      expectPartition(indices, rows.length);
      for (const part of PARTS) expect(indices[part].length).toBeGreaterThan(0);
    }
  });

  it('is decided by the seed alone', () => {
    const rows = rowsOf([50, 50, 50], 60);
    const draw = (seed: number) => splitDataset(rows, { kind: 'group-by-item', seed }).indices.test;
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });
});

describe('given', () => {
  const rows = rowsOf([30, 30]);
  const named = (names: readonly (string | undefined)[]): DatasetRow[] =>
    rows.map((row, index) => {
      const split = names[index % names.length];
      return split === undefined ? row : { ...row, split };
    });

  it('takes the parts as named and counts the rest', () => {
    const { indices, summary } = splitDataset(
      named(['train', 'Val', 'test', 'train', 'test_cold', undefined]),
      { kind: 'given' },
    );
    expect([...indices.train].slice(0, 4)).toEqual([0, 3, 6, 9]);
    expect([...indices.validation].slice(0, 2)).toEqual([1, 7]);
    expect(summary).toEqual({
      kind: 'given',
      train: 20,
      validation: 10,
      test: 10,
      unused: { test_cold: 10, '(none)': 10 },
    });
  });

  it('carves a validation part out of training, stratified', () => {
    const data = named(['train', 'train', 'test']);
    const { indices, summary } = splitDataset(data, { kind: 'given', validation: 0.25 });
    expect(summary).toMatchObject({ train: 30, validation: 10, test: 20 });
    expect(classCounts(data, indices.validation)).toEqual([5, 5, 0, 0, 0]);
    expect([...indices.test].every((index) => index % 3 === 2)).toBe(true);
  });

  it('is not misled by names that every object has', () => {
    const { summary } = splitDataset(named(['train', 'test', 'constructor']), { kind: 'given' });
    expect(summary.unused).toEqual({ constructor: 20 });
  });
});

describe('errors', () => {
  it.each<[string, readonly DatasetRow[], SplitOptions, string]>([
    ['no rows', [], {}, 'train, validation, test'],
    ['two rows', rowsOf([1, 1]), {}, 'validation, test'],
    ['one item', rowsOf([20, 20], 1), { kind: 'group-by-item' }, 'have 1 items'],
    [
      'two items',
      rowsOf([9, 9]).map((row, index) => ({ ...row, itemId: `i${index % 2}` })),
      { kind: 'group-by-item' },
      'have 2 items',
    ],
    ['no named part', rowsOf([20, 20]), { kind: 'given' }, '(none)'],
  ])('TOO_FEW_ROWS for %s', (_, rows, options, said) => {
    expect(() => splitDataset(rows, options)).toThrow(
      expect.objectContaining({ code: 'TOO_FEW_ROWS', message: expect.stringContaining(said) }),
    );
  });

  it.each([
    [{ kind: 'temporal' as never }],
    [{ test: 0 }],
    [{ validation: -0.1 }],
    [{ test: 0.6, validation: 0.4 }],
    [{ test: Number.NaN }],
    [{ ratio: 1 } as never],
  ])('INVALID_OPTIONS for %j', (options) => {
    expect(() => splitDataset(rowsOf([9, 9]), options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});

it('defaults are the documented ones', () => {
  expect(SPLIT_DEFAULTS).toEqual({ kind: 'stratified', validation: 0.1, test: 0.2, heldOut: 0.2, seed: 42 });
});
