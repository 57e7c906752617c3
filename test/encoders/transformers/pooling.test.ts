import { describe, expect, it } from 'vitest';
import { normalizeRow, pool, pooledDimensions } from '../../../src/encoders/transformers/pooling.js';

const output = (dims: number[], values: number[]) => ({ dims, data: Float32Array.from(values) });
const lists = (rows: Float32Array[]) => rows.map((row) => Array.from(row));

describe('pool', () => {
  // Two texts of three tokens, two dimensions; the second text has one token and padding of rubbish.
  const tokens = output([2, 3, 2], [1, 2, 3, 4, 5, 9, 7, 8, 100, 100, -100, 1]);

  it('cls takes the first token', () => {
    expect(lists(pool(tokens, 'cls', [3, 1]))).toEqual([
      [1, 2],
      [7, 8],
    ]);
  });

  it('mean ignores padding', () => {
    expect(lists(pool(tokens, 'mean', [3, 1]))).toEqual([
      [3, 5],
      [7, 8],
    ]);
  });

  it('last takes the last token that is not padding', () => {
    expect(lists(pool(tokens, 'last', [3, 1]))).toEqual([
      [5, 9],
      [7, 8],
    ]);
  });

  it('max ignores padding', () => {
    expect(lists(pool(tokens, 'max', [3, 1]))).toEqual([
      [5, 9],
      [7, 8],
    ]);
    const negative = output([1, 2, 2], [-5, -1, -2, -8]);
    expect(lists(pool(negative, 'max'))).toEqual([[-2, -1]]);
  });

  it('max takes all places of a feature map', () => {
    const map = output([1, 2, 2, 2], [-1, -2, -3, -4, 10, 40, 20, 30]);
    expect(lists(pool(map, 'max'))).toEqual([[-1, 40]]);
  });

  it('mean takes all places of a feature map', () => {
    const map = output([1, 2, 2, 2], [1, 2, 3, 4, 10, 20, 30, 40]);
    expect(lists(pool(map, 'mean'))).toEqual([[2.5, 25]]);
  });

  it('none keeps vectors, also with two sizes of 1 at the end', () => {
    expect(lists(pool(output([2, 2], [1, 2, 3, 4]), 'none'))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(lists(pool(output([2, 1, 1, 1], [1, 2]), 'none'))).toEqual([[1], [2]]);
  });
});

describe('pooledDimensions', () => {
  it.each([
    [[4, 7, 32], 'cls', 32],
    [[4, 7, 32], 'mean', 32],
    [[4, 7, 32], 'last', 32],
    [[4, 7, 32], 'max', 32],
    [[4, 7, 32], 'none', null],
    [[4, 32], 'none', 32],
    [[4, 32], 'cls', null],
    [[4, 32], 'mean', null],
    [[4, 2048, 1, 1], 'none', 2048],
    [[4, 2048, 7, 7], 'none', null],
    [[4, 2048, 7, 7], 'mean', 2048],
    [[4, 2048, 7, 7], 'max', 2048],
    [[4, 2048, 7, 7], 'last', null],
    [[4, 2048, 7, 7], 'cls', null],
    [[4], 'none', null],
  ] as const)('of %j with %s is %s', (dims, pooling, expected) => {
    expect(pooledDimensions(dims, pooling)).toBe(expected);
  });
});

describe('normalizeRow', () => {
  it('scales to length 1 and leaves zeros alone', () => {
    const row = Float32Array.of(3, 4);
    normalizeRow(row);
    expect(Array.from(row)).toEqual([expect.closeTo(0.6), expect.closeTo(0.8)]);
    const zeros = new Float32Array(2);
    normalizeRow(zeros);
    expect(Array.from(zeros)).toEqual([0, 0]);
  });
});
