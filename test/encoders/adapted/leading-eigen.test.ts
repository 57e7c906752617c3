import { describe, expect, it } from 'vitest';
import { leadingEigen } from '../../../src/encoders/adapted/leading-eigen.js';
import { transformBack, tridiagonalize } from '../../../src/encoders/adapted/tridiagonal.js';
import { eigenvectorsOf, largestEigenvalues } from '../../../src/encoders/adapted/tridiagonal-eigen.js';
import { symmetricEigen } from '../../../src/encoders/tfidf/symmetric-eigen.js';
import { createRandom } from '../../../src/util/random.js';

function symmetric(size: number, entry: (i: number, j: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = entry(i, j);
  }
  return matrix;
}

/** A matrix with these eigenvalues: a diagonal one, reflected at random a few times. */
function withEigenvalues(values: readonly number[], seed = 1): Float64Array {
  const size = values.length;
  const random = createRandom(seed);
  const matrix = symmetric(size, (i, j) => (i === j ? values[i]! : 0));
  for (let times = 0; times < 3; times++) {
    const v = Array.from({ length: size }, () => random() - 0.5);
    const square = v.reduce((sum, x) => sum + x * x, 0);
    const reflect = (index: (k: number) => number) => {
      const share = (2 / square) * v.reduce((sum, x, k) => sum + x * matrix[index(k)]!, 0);
      for (let k = 0; k < size; k++) matrix[index(k)]! -= share * v[k]!;
    };
    for (let row = 0; row < size; row++) reflect((k) => row * size + k);
    for (let column = 0; column < size; column++) reflect((k) => k * size + column);
  }
  return symmetric(size, (i, j) => (matrix[i * size + j]! + matrix[j * size + i]!) / 2);
}

/** Largest entry of `A V - V diag(values)` and of `VᵀV - I`. */
function flaws(matrix: Float64Array, size: number, values: Float64Array, vectors: Float64Array) {
  const count = values.length;
  const at = (row: number, column: number) => vectors[row * count + column]!;
  let residual = 0;
  let overlap = 0;
  for (let a = 0; a < count; a++) {
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += matrix[i * size + j]! * at(j, a);
      residual = Math.max(residual, Math.abs(sum - values[a]! * at(i, a)));
    }
    for (let b = 0; b <= a; b++) {
      let sum = a === b ? -1 : 0;
      for (let i = 0; i < size; i++) sum += at(i, a) * at(i, b);
      overlap = Math.max(overlap, Math.abs(sum));
    }
  }
  return { residual, overlap };
}

const random = createRandom(9);
const cases: [string, number, Float64Array][] = [
  ['a random matrix with negative eigenvalues', 60, symmetric(60, () => random() - 0.5)],
  ['falling eigenvalues', 80, withEigenvalues(Array.from({ length: 80 }, (_, i) => 1 / (i + 1)))],
  [
    'eigenvalues over ten orders of magnitude',
    40,
    withEigenvalues(Array.from({ length: 40 }, (_, i) => 10 ** (-i / 4))),
  ],
  ['multiple eigenvalues', 30, withEigenvalues(Array.from({ length: 30 }, (_, i) => [3, 2, 1][i % 3]!))],
  [
    'eigenvalues that differ by rounding',
    30,
    withEigenvalues(Array.from({ length: 30 }, (_, i) => 5 + i * 1e-15)),
  ],
  ['the identity', 20, symmetric(20, (i, j) => (i === j ? 1 : 0))],
  ['a diagonal matrix', 20, symmetric(20, (i, j) => (i === j ? i : 0))],
  ['few directions', 50, withEigenvalues(Array.from({ length: 50 }, (_, i) => (i < 4 ? 4 - i : 0)))],
  [
    'Wilkinson’s matrix, whose pairs are close',
    21,
    symmetric(21, (i, j) => (i === j ? Math.abs(i - 10) : i - j === 1 ? 1 : 0)),
  ],
  ['one row', 1, Float64Array.of(7)],
  ['two rows', 2, Float64Array.of(2, 1, 1, 2)],
];

describe('leadingEigen', () => {
  it.each(cases)('solves %s', async (_, size, matrix) => {
    const kept = Float64Array.from(matrix);
    for (const count of new Set([1, Math.ceil(size / 3), size])) {
      const expected = symmetricEigen(matrix, size, 1e-10);
      const { values, vectors } = await leadingEigen(matrix, size, { count, threshold: 1e-10 });
      expect(values.length).toBe(Math.min(count, expected.values.length));
      for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected.values[index]!, 12);
      const { residual, overlap } = flaws(matrix, size, values, vectors);
      expect(residual).toBeLessThan(1e-12 * Math.max(1, values[0]!) * size);
      expect(overlap).toBeLessThan(1e-12);
    }
    expect(matrix).toEqual(kept);
  });

  it('needs no full decomposition for any of them', async () => {
    for (const [, size, matrix] of cases) {
      const reduced = await tridiagonalize(Float64Array.from(matrix), size);
      const values = largestEigenvalues(reduced, size);
      const rows = eigenvectorsOf(reduced, values);
      await transformBack(rows, size, reduced.reflections);
      const vectors = rows.map((_, i) => rows[(i % size) * size + Math.floor(i / size)]!);
      const { residual, overlap } = flaws(matrix, size, values, vectors);
      expect(residual).toBeLessThan(1e-11 * size);
      expect(overlap).toBeLessThan(1e-11);
    }
  });

  it('gives nothing for a matrix of zeros', async () => {
    const zeros = await leadingEigen(new Float64Array(9), 3, { count: 3, threshold: 1e-10 });
    expect([...zeros.values]).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const call = leadingEigen(cases[0]![2], 60, { count: 3, threshold: 0, signal: AbortSignal.abort() });
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
