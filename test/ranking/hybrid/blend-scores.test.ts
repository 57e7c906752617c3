import { describe, expect, it } from 'vitest';
import {
  type BlendWeights,
  blendScores,
  levelOf,
  queryScales,
} from '../../../src/ranking/hybrid/blend-scores.js';
import { NEW, UNLOVED, WARM } from '../../../src/ranking/hybrid/hold-out.js';

const kinds = Uint8Array.of(WARM, WARM, WARM, WARM, UNLOVED, NEW);
/** Warm scores of mean 3 and deviation 1, and of mean 0 and deviation 10. */
const rows = [Float32Array.of(2, 4, 2, 4, 3, 6), Float32Array.of(10, 10, -10, -10, 5, 20)];
const weights: BlendWeights = {
  warm: [1, 0.5],
  cold: [0.25, 2],
  coldMean: [0.5, 1],
  unlovedOffset: -1,
  newOffset: 2,
};

function blended(changes: Partial<BlendWeights> = {}, of: readonly Float32Array[] = rows): number[] {
  const target = new Float32Array(kinds.length);
  blendScores(of, kinds, { ...weights, ...changes }, target);
  return [...target];
}

describe('blendScores', () => {
  it('adds up standard scores by the weights of the kind of the item', () => {
    // First member: warm -1, 1, -1, 1; others less the mean that cold items have, 1.5. Second: 1, 1, -1, -1.
    expect(blended()).toEqual([
      -1 + 0.5,
      1 + 0.5,
      -1 - 0.5,
      1 - 0.5,
      0.25 * (3 - 1.5) + 2 * 0.5 - 1,
      0.25 * (6 - 1.5) + 2 * 2 + 2,
    ]);
  });

  it('does not depend on the scale of a member', () => {
    const scaled = [rows[0]!.map((score) => 100 * score), rows[1]!.map((score) => score / 8)];
    for (const [item, score] of blended({}, scaled).entries()) expect(score).toBeCloseTo(blended()[item]!, 5);
  });

  it('shifts each kind by its own offset', () => {
    const shifted = blended({ unlovedOffset: 4, newOffset: 2 });
    expect(shifted.map((score, item) => score - blended()[item]!)).toEqual([0, 0, 0, 0, 5, 0]);
  });

  it('leaves members that score all alike out', () => {
    const constant = rows[0]!.map(() => 7);
    expect(blended({}, [constant, rows[1]!]).slice(0, 4)).toEqual([0.5, 0.5, -0.5, -0.5]);
  });
});

describe('levelOf', () => {
  it('is what the blend has besides the scores of members', () => {
    const scales = queryScales(rows, kinds);
    for (const [item, score] of blended().entries()) {
      const shares = kinds[item] === WARM ? weights.warm : weights.cold;
      const parts = rows.map((row, member) => row[item]! * shares[member]! * scales[member]!.factor);
      expect(parts[0]! + parts[1]! + levelOf(scales, weights, kinds[item]!)).toBeCloseTo(score, 5);
    }
  });
});
