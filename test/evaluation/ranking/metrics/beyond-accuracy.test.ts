import { describe, expect, it } from 'vitest';
import { catalogueCoverage, giniOfExposure } from '../../../../src/evaluation/ranking/metrics/exposure.js';
import { intraListDiversity } from '../../../../src/evaluation/ranking/metrics/intra-list-diversity.js';
import { selfInformation } from '../../../../src/evaluation/ranking/metrics/novelty.js';
import { createRandom, randomInteger } from '../../../../src/util/random.js';
import { columnOf, matrixOf, PEER_CASES } from '../helpers.js';

describe('catalogueCoverage and giniOfExposure', () => {
  it('know the extremes', () => {
    expect(catalogueCoverage([0, 3, 0, 1])).toBe(0.5);
    expect(giniOfExposure([2, 2, 2, 2])).toBe(0);
    expect(giniOfExposure([0, 0, 0, 8])).toBe(0.75);
    expect(giniOfExposure([0, 0])).toBe(0);
  });

  it('Gini is the mean absolute difference of all pairs over twice the mean', () => {
    const random = createRandom(4);
    for (let round = 0; round < 20; round++) {
      const exposure = Array.from({ length: 30 }, () => randomInteger(random, 20));
      const total = exposure.reduce((sum, value) => sum + value, 0);
      let differences = 0;
      for (const one of exposure) for (const other of exposure) differences += Math.abs(one - other);
      expect(giniOfExposure(exposure)).toBeCloseTo(differences / (2 * 30 * total), 12);
    }
  });
});

describe('selfInformation', () => {
  it('counts users with rows, and an item of nobody as one of a single user', () => {
    const train = matrixOf([[0, 1], [0], [0, 1], [0, 2], []], 4);
    expect([...selfInformation(train)]).toEqual([0, 1, 2, 2]);
  });
});

describe('intraListDiversity', () => {
  const column = columnOf(PEER_CASES[0]!);

  it('is what all pairs say, and lists of all lengths are measured at once', () => {
    const random = createRandom(7);
    const { data, dimensions } = column.matrix;
    for (let round = 0; round < 20; round++) {
      const list = Int32Array.from({ length: 12 }, () => randomInteger(random, column.rowIndex.length));
      const expected = (k: number) => {
        const vectors = [...list.subarray(0, k)]
          .map((item) => column.rowIndex[item]!)
          .filter((row) => row >= 0)
          .map((row) => [...data.subarray(row * dimensions, (row + 1) * dimensions)]);
        let sum = 0;
        let pairs = 0;
        for (const [index, one] of vectors.entries()) {
          for (const other of vectors.slice(0, index)) {
            const dot = one.reduce((total, value, axis) => total + value * other[axis]!, 0);
            sum += dot === 0 ? 0 : dot / (Math.hypot(...one) * Math.hypot(...other));
            pairs += 1;
          }
        }
        return pairs === 0 ? Number.NaN : 1 - sum / pairs;
      };
      for (const [index, value] of intraListDiversity(list, column, [1, 4, 12, 30]).entries()) {
        const wanted = expected([1, 4, 12, 30][index]!);
        if (Number.isNaN(wanted)) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(wanted, 10);
      }
    }
  });

  it('is 0 for one direction and 1 for nothing in common', () => {
    const of = (...data: number[]) => ({
      name: 'text',
      matrix: { data: Float32Array.from(data), rows: 2, dimensions: 2 },
      rowIndex: Int32Array.of(0, 1),
    });
    expect(intraListDiversity(Int32Array.of(0, 1), of(1, 2, 2, 4), [2])[0]).toBeCloseTo(0, 12);
    expect(intraListDiversity(Int32Array.of(0, 1), of(1, 0, 0, 4), [2])[0]).toBe(1);
    expect(intraListDiversity(Int32Array.of(0, 1), of(0, 0, 0, 0), [2])[0]).toBe(1);
  });
});
