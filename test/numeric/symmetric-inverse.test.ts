import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MatrixProduct, openMatrixProduct } from '../../src/numeric/matrix-product.js';
import { invertSymmetric } from '../../src/numeric/symmetric-inverse.js';
import { gram } from './grams.js';

interface Case {
  readonly size: number;
  readonly people: number;
  readonly ridge: number;
  readonly diagonal: readonly number[];
  readonly rows: Readonly<Record<string, readonly number[]>>;
}

const { cases } = JSON.parse(
  await readFile(new URL('../fixtures/numeric/inverses.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

let product: MatrixProduct;
beforeAll(async () => {
  product = await openMatrixProduct();
});
afterAll(() => product.release());

describe('invertSymmetric', () => {
  for (const { size, people, ridge, diagonal, rows } of cases) {
    it(`agrees with NumPy in float64 on ${size} rows`, async () => {
      const matrix = gram(people, size, ridge);
      await invertSymmetric(matrix, size, product);
      const largest = Math.max(...diagonal);
      for (const [row, values] of Object.entries(rows)) {
        const found = matrix.subarray(Number(row) * size, (Number(row) + 1) * size);
        expect(farthest(found, values) / largest).toBeLessThan(3e-5);
      }
      const found = Float32Array.from({ length: size }, (_, row) => matrix[row * size + row]!);
      for (const [row, value] of diagonal.entries())
        expect(Math.abs(found[row]! / value - 1)).toBeLessThan(3e-5);
    });
  }

  it('reads the upper triangle only and writes both', async () => {
    const size = 150;
    const whole = gram(200, size, 10);
    const upper = whole.map((value, index) => (index % size < Math.floor(index / size) ? Number.NaN : value));
    await invertSymmetric(whole, size, product);
    await invertSymmetric(upper, size, product);
    expect(upper).toEqual(whole);
    for (let row = 0; row < size; row += 7) {
      for (let column = 0; column < size; column += 3) {
        expect(whole[row * size + column]).toBe(whole[column * size + row]);
      }
    }
  });

  it('inverts a diagonal whose entries differ by many orders of magnitude', async () => {
    const size = 100;
    const matrix = new Float32Array(size * size);
    for (let row = 0; row < size; row++) matrix[row * size + row] = 10 ** ((row % 21) - 10);
    await invertSymmetric(matrix, size, product);
    for (let row = 0; row < size; row++) {
      expect(matrix[row * size + row]! / 10 ** (10 - (row % 21))).toBeCloseTo(1, 5);
    }
  });

  it('says that a matrix is not positive definite, and where', async () => {
    for (const size of [30, 200]) {
      const negative = gram(100, size, 5);
      negative[25 * size + 25] = -1;
      await expect(invertSymmetric(negative, size, product)).rejects.toThrow(/not positive definite.*row 25/);
      // Two equal rows.
      const singular = new Float32Array(size * size);
      for (let row = 0; row < size; row++) singular[row * size + row] = 1;
      const [one, other] = [3, size - 5];
      singular[one * size + other] = 1;
      await expect(invertSymmetric(singular, size, product)).rejects.toThrow(RangeError);
      await expect(invertSymmetric(singular.fill(Number.NaN), size, product)).rejects.toThrow(RangeError);
    }
  });

  it('refuses a matrix of another size than was said', async () => {
    await expect(invertSymmetric(new Float32Array(12), 3, product)).rejects.toThrow(TypeError);
  });

  it('stops at a signal and tells how far it is', async () => {
    const size = 300;
    const controller = new AbortController();
    const told: number[] = [];
    const onRows = (done: number, total: number) => {
      expect(total).toBe(size);
      told.push(done);
      if (done >= 128) controller.abort();
    };
    const call = invertSymmetric(gram(50, size, 5), size, product, { signal: controller.signal, onRows });
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    expect(told).toEqual([64, 128]);
  });
});

function farthest(found: Float32Array, wanted: readonly number[]): number {
  expect(found).toHaveLength(wanted.length);
  return Math.max(...wanted.map((value, index) => Math.abs(value - found[index]!)));
}
