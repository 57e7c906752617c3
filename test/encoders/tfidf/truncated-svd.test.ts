import { describe, expect, it } from 'vitest';
import { orthonormalBasis } from '../../../src/encoders/tfidf/orthonormal-basis.js';
import { symmetricEigen } from '../../../src/encoders/tfidf/symmetric-eigen.js';
import { truncatedSvd } from '../../../src/encoders/tfidf/truncated-svd.js';
import { createRandom } from '../../../src/util/random.js';
import { largestDifference, sparseOf } from './fixtures.js';

const settings = { dimensions: 3, oversamples: 10, powerIterations: 4, seed: 7 };

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
    const rows = Array.from({ length: 50 }, () => Array.from({ length: 70 }, () => random()));
    const matrix = sparseOf(rows);
    const first = await truncatedSvd(matrix, settings);
    expect(await truncatedSvd(matrix, settings)).toEqual(first);
    const other = await truncatedSvd(matrix, { ...settings, seed: 8, powerIterations: 30 });
    expect(largestDifference(other.singularValues, first.singularValues)).toBeLessThan(0.05);
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
    for (const powerIterations of [0, 2, 8]) {
      const { singularValues } = await truncatedSvd(matrix, { ...settings, oversamples: 2, powerIterations });
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

describe('orthonormalBasis', () => {
  it('drops zero columns and repeated ones, whatever their scale', () => {
    const rows = [
      [1, 0, 2e-3, 1],
      [1, 0, 2e-3, -1],
      [1, 0, 2e-3, 0],
    ];
    const { data, width } = orthonormalBasis(Float64Array.from(rows.flat()), 4);
    expect(width).toBe(2);
    for (let a = 0; a < 2; a++) {
      for (let b = 0; b < 2; b++) {
        const dot = [0, 1, 2].reduce((sum, row) => sum + data[row * 2 + a]! * data[row * 2 + b]!, 0);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 12);
      }
    }
  });
});

describe('symmetricEigen', () => {
  it('sorts descending and leaves out what is below the threshold', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(1, 0, 0, 0, 5, 0, 0, 0, 1e-9), 3, 1e-6);
    expect([...values]).toEqual([5, 1]);
    expect([...vectors].map(Math.abs)).toEqual([0, 1, 1, 0, 0, 0]);
  });
});
