import { describe, expect, it } from 'vitest';
import { crossProduct } from '../../../src/encoders/tfidf/dense-products.js';
import { krylovSpace } from '../../../src/encoders/tfidf/krylov-space.js';
import { type Basis, orthonormalBasis } from '../../../src/encoders/tfidf/orthonormal-basis.js';
import { symmetricEigen } from '../../../src/encoders/tfidf/symmetric-eigen.js';
import { truncatedSvd } from '../../../src/encoders/tfidf/truncated-svd.js';
import { createRandom } from '../../../src/util/random.js';
import { largestDifference, sparseOf } from './fixtures.js';

const settings = { dimensions: 3, rounds: 8, seed: 7 };

/** Rows whose singular values are known: orthogonal directions (cosines) with given lengths. */
function knownSpectrum(rows: number, columns: number, values: readonly number[]): number[][] {
  const wave = (size: number, k: number) =>
    Array.from(
      { length: size },
      (_, i) => Math.sqrt(2 / size) * Math.cos((Math.PI / size) * (i + 0.5) * (k + 1)),
    );
  const left = values.map((_, k) => wave(rows, k));
  const right = values.map((_, k) => wave(columns, k));
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) =>
      values.reduce((sum, value, k) => sum + value * left[k]![i]! * right[k]![j]!, 0),
    ),
  );
}

describe('truncatedSvd', () => {
  for (const [rows, columns] of [
    [60, 90],
    [90, 60],
    [5, 40],
    [40, 5],
  ] as const) {
    it(`finds known singular values and orthonormal vectors of a ${rows} x ${columns} matrix`, async () => {
      const matrix = sparseOf(knownSpectrum(rows, columns, [9, 4, 2, 0.5]));
      const { singularValues, components } = await truncatedSvd(matrix, settings);
      expect(largestDifference(singularValues, [9, 4, 2])).toBeLessThan(1e-9);
      for (let a = 0; a < 3; a++) {
        for (let b = 0; b < 3; b++) {
          let dot = 0;
          for (let i = 0; i < columns; i++) dot += components[i * 3 + a]! * components[i * 3 + b]!;
          expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
        }
      }
    });
  }

  it('stops at the rank of the matrix', async () => {
    for (const size of [6, 80]) {
      const matrix = sparseOf(knownSpectrum(size, 2 * size, [3, 1]));
      const { singularValues, components } = await truncatedSvd(matrix, { ...settings, dimensions: 5 });
      expect(singularValues).toHaveLength(2);
      expect(components).toHaveLength(2 * 2 * size);
    }
  });

  it('depends on the seed only', async () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 100 }, () => Array.from({ length: 120 }, () => random()));
    const matrix = sparseOf(rows);
    const first = await truncatedSvd(matrix, settings);
    expect(await truncatedSvd(matrix, settings)).toEqual(first);
    const other = await truncatedSvd(matrix, { ...settings, seed: 8 });
    expect(largestDifference(other.singularValues, first.singularValues)).toBeLessThan(0.1);
    expect(other.components).not.toEqual(first.components);
  });

  it('makes the largest entry of every right vector positive', async () => {
    const { components } = await truncatedSvd(
      sparseOf([
        [-3, 0, 1],
        [0, -2, 0],
      ]),
      { ...settings, dimensions: 2 },
    );
    for (const column of [0, 1]) {
      const vector = [0, 1, 2].map((row) => components[row * 2 + column]!);
      const extreme = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      expect(extreme).toBeGreaterThan(0.9);
    }
  });

  it('gets closer with every round', async () => {
    const values = Array.from({ length: 50 }, (_, i) => 1 / (1 + 0.05 * i));
    const matrix = sparseOf(knownSpectrum(80, 80, values));
    const errors = [];
    for (const rounds of [4, 6, 9]) {
      const { singularValues } = await truncatedSvd(matrix, { ...settings, rounds });
      errors.push(largestDifference(singularValues, values.slice(0, 3)));
    }
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(errors[2]).toBeLessThan(errors[1]!);
  });

  it('stops when its signal fires', async () => {
    const run = truncatedSvd(sparseOf([[1]]), { ...settings, signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

function dots(a: Basis, b: Basis): number[] {
  return [...crossProduct(a.data, a.width, b.data, b.width)];
}

describe('orthonormalBasis', () => {
  const rows = [
    [1, 0, 2e-3, 1],
    [1, 0, 2e-3, -1],
    [1, 0, 2e-3, 0],
  ];

  it('drops zero columns and repeated ones, whatever their scale', () => {
    const basis = orthonormalBasis(Float64Array.from(rows.flat()), 4);
    expect(basis.width).toBe(2);
    expect(largestDifference(dots(basis, basis), [1, 0, 0, 1])).toBeLessThan(1e-14);
  });

  it('adds only what is not there yet, down to the length that counts', () => {
    const known = orthonormalBasis(Float64Array.of(1, 1, 1), 1);
    const added = orthonormalBasis(Float64Array.from(rows.flat()), 4, [known], 1e-9);
    expect(added.width).toBe(1);
    expect(largestDifference(dots(known, added), [0])).toBeLessThan(1e-14);
    expect(orthonormalBasis(Float64Array.of(2, 2, 2), 1, [known], 1e-9).width).toBe(0);
    expect(orthonormalBasis(Float64Array.of(2, 2, 2 + 1e-8), 1, [known], 1e-6).width).toBe(0);
  });

  it('stays orthogonal for columns that are nearly the same', () => {
    const random = createRandom(2);
    const y = Float64Array.from({ length: 400 }, (_, i) => (Math.floor(i / 4) + 1) * (1 + 1e-5 * random()));
    const known = orthonormalBasis(
      Float64Array.from({ length: 100 }, () => random()),
      1,
    );
    const basis = orthonormalBasis(y, 4, [known]);
    expect(basis.width).toBe(4);
    const unit = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
    expect(largestDifference(dots(basis, basis), unit)).toBeLessThan(1e-12);
    expect(largestDifference(dots(known, basis), [0, 0, 0, 0])).toBeLessThan(1e-12);
  });
});

describe('krylovSpace', () => {
  it('goes on where an eigenvalue is multiple', async () => {
    // The operator keeps the first half and drops the rest: one start alone would never find more than its own width.
    const size = 40;
    const apply = async ({ data, width }: Basis) =>
      data.map((value, i) => (Math.floor(i / width) < 20 ? value : 0));
    const { width, projected } = await krylovSpace({ size, blockWidth: 4, rounds: 9, seed: 1, apply });
    expect(width).toBe(36);
    const { values } = symmetricEigen(projected, width, 0.5);
    expect(values.length).toBeGreaterThanOrEqual(16);
    expect(largestDifference(values.slice(0, 16), new Float64Array(16).fill(1))).toBeLessThan(1e-9);
  });
});

describe('symmetricEigen', () => {
  it('sorts descending and leaves out what is below the threshold', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 1e-9), 3, 1e-6);
    expect([...values]).toEqual([5, 1]);
    expect([...vectors].map(Math.abs)).toEqual([0, 1, 1, 0, 0, 0]);
  });
});
