import { describe, expect, it } from 'vitest';
import { crossProduct, product } from '../../../src/encoders/tfidf/dense-products.js';
import { multiplySparse, transpose } from '../../../src/encoders/tfidf/sparse-matrix.js';
import { sparseOf } from './fixtures.js';

const rows = [
  [1, 2, 3, 4, 5, 6],
  [0, 0, 0, 0, 0, 0],
  [0, 7, 0, 0, 8, 0],
];
const flipped = rows[0]!.map((_, column) => rows.map((row) => row[column]!));

function multiply(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[] {
  return a.flatMap((row) => b[0]!.map((_, j) => row.reduce((sum, value, i) => sum + value * b[i]![j]!, 0)));
}

describe('sparse matrices', () => {
  it('transpose to rows in ascending order', () => {
    expect(transpose(sparseOf(rows))).toEqual(sparseOf(flipped));
    expect(transpose(transpose(sparseOf(rows)))).toEqual(sparseOf(rows));
  });

  it('multiply dense ones, rows of every length included', () => {
    const dense = [
      [1, -1],
      [2, 0],
      [0, 3],
      [4, 1],
      [-2, 5],
      [1, 1],
    ];
    const result = new Float64Array(6).fill(99);
    multiplySparse(sparseOf(rows), Float64Array.from(dense.flat()), 2, result);
    expect([...result]).toEqual(multiply(rows, dense));
  });
});

describe('dense products', () => {
  const a = Array.from({ length: 7 }, (_, row) => [row + 1, row * row, 3 - row]);

  it('multiply', () => {
    const b = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    expect([...product(Float64Array.from(a.flat()), 3, Float64Array.from(b.flat()), 2)]).toEqual(
      multiply(a, b),
    );
    const wide = rows.map((row) => row.slice(0, 6));
    const result = product(Float64Array.from(wide.flat()), 6, Float64Array.from(flipped.flat()), 3);
    expect([...result]).toEqual(multiply(wide, flipped));
  });

  it('multiply with the first one transposed', () => {
    const columns = [0, 1, 2].map((column) => a.map((row) => row[column]!));
    const b = a.map((row) => [row[0]! + 1, -row[2]!]);
    const result = crossProduct(Float64Array.from(a.flat()), 3, Float64Array.from(b.flat()), 2);
    expect([...result]).toEqual(multiply(columns, b));
  });
});
