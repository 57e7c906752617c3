import { describe, expect, it } from 'vitest';
import {
  blendedNdcg,
  chooseWeights,
  type ValidationList,
} from '../../../src/ranking/hybrid/choose-weights.js';
import { createRandom } from '../../../src/util/random.js';

describe('blendedNdcg', () => {
  const list: ValidationList = {
    scores: [Float32Array.of(5, 4, 3, 2, 1), Float32Array.of(1, 2, 3, 4, Number.NaN)],
    relevant: Int32Array.of(1, 3),
  };

  it('counts the places of the items to be found', () => {
    // Places 1 and 3 of the first candidate's list.
    const ideal = 1 + 1 / Math.log2(3);
    expect(blendedNdcg(list, [1, 0], 5)).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / ideal, 10);
    expect(blendedNdcg(list, [1, 0], 2)).toBeCloseTo(1 / Math.log2(3) / ideal, 10);
  });

  it('puts items that must not be listed nowhere, and equal scores in the order of positions', () => {
    expect(blendedNdcg(list, [0, 1], 1)).toBeCloseTo(1, 10);
    const equal = { scores: [Float32Array.of(1, 1, 1)], relevant: Int32Array.of(2) };
    expect(blendedNdcg(equal, [1], 2)).toBe(0);
    expect(blendedNdcg(equal, [1], 3)).toBeCloseTo(0.5, 10);
  });
});

/** Item 0 is to be found; candidate `c` scores it higher than the other items by `signals[c]` deviations of its noise. */
function lists(signals: readonly number[], count = 300): ValidationList[] {
  const random = createRandom(1);
  return Array.from({ length: count }, () => ({
    scores: signals.map((signal) =>
      Float32Array.from({ length: 60 }, (_, item) => 4 * (random() - 0.5) + (item === 0 ? signal : 0)),
    ),
    relevant: Int32Array.of(0),
  }));
}

describe('chooseWeights', () => {
  it('blends candidates that know different things', () => {
    const { weights, ndcg, alone } = chooseWeights(lists([1.2, 1.2]), 2, 10);
    expect(Math.min(...weights)).toBeGreaterThan(0.2);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
    expect(ndcg).toBeGreaterThan(Math.max(...alone) + 0.05);
  });

  it('keeps the best one alone when the others know nothing', () => {
    const { weights, ndcg, alone } = chooseWeights(lists([2, -3]), 2, 10);
    expect(weights).toEqual([1, 0]);
    expect(ndcg).toBe(alone[0]);
  });

  it('keeps the simple answer when a few lists cannot tell', () => {
    expect(chooseWeights(lists([1.2, 1.2], 1), 2, 10).weights.filter((weight) => weight > 0)).toHaveLength(1);
  });
});
