import { describe, expect, it } from 'vitest';
import { NEW, WARM } from '../../../src/ranking/hybrid/hold-out.js';
import { scoreScale } from '../../../src/ranking/hybrid/standard-scores.js';

const kinds = Uint8Array.of(WARM, NEW, WARM, NEW, WARM, WARM);

describe('scoreScale', () => {
  it('brings the scores of one kind to mean 0 and deviation 1', () => {
    const scores = Float32Array.of(2, 100, 4, 300, 4, 6);
    expect(scoreScale(scores, kinds)).toEqual({ mean: 4, factor: 1 / Math.sqrt(2) });
    expect(scoreScale(scores, kinds, NEW)).toEqual({ mean: 200, factor: 1 / 100 });
  });

  it('gives scores that are all equal no say, whatever rounding makes of them', () => {
    expect(scoreScale(Float32Array.of(3, 1, 3, 2, 3, 3), kinds)).toEqual({ mean: 3, factor: 0 });
    const nearly = Float32Array.of(1e6, 0, 1e6, 0, 1e6, 1e6 + 0.0625);
    expect(scoreScale(nearly, kinds).factor).toBe(0);
    expect(scoreScale(new Float32Array(6), kinds).factor).toBe(0);
  });

  it('works on any scale', () => {
    const tiny = scoreScale(Float32Array.of(1e-9, 0, 3e-9, 0, 1e-9, 3e-9), kinds);
    expect(tiny.factor * 1e-9).toBeCloseTo(1, 5);
  });

  it('knows nothing of a kind that no item is of', () => {
    expect(scoreScale(Float32Array.of(1, 2), Uint8Array.of(NEW, NEW))).toEqual({ mean: 0, factor: 0 });
  });
});
