import { describe, expect, it } from 'vitest';
import { tiltedFrequencies } from '../../src/evaluation/tilted-frequencies.js';

const FREQUENCIES = [0.1, 0.05, 0.1, 0.25, 0.5];
const meanOf = (list: readonly number[]) => list.reduce((sum, share, index) => sum + share * index, 0);
const divergence = (list: readonly number[], other: readonly number[]) =>
  list.reduce((sum, share, index) => sum + (share > 0 ? share * Math.log(share / other[index]!) : 0), 0);

describe('tiltedFrequencies', () => {
  it.each([0.25, 0.4, 1, 2.2, 3, 3.5, 3.75])('has the mean %d and sums to 1', (mean) => {
    const tilted = tiltedFrequencies(FREQUENCIES, mean);
    expect(tilted.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(meanOf(tilted)).toBeCloseTo(mean, 10);
  });

  it('leaves the frequencies as they are at their own mean', () => {
    tiltedFrequencies(FREQUENCIES, meanOf(FREQUENCIES)).forEach((share, index) => {
      expect(share).toBeCloseTo(FREQUENCIES[index]!, 10);
    });
  });

  it('is nearer to the frequencies than other distributions of the same mean', () => {
    const tilted = tiltedFrequencies(FREQUENCIES, 2);
    const least = divergence(tilted, FREQUENCIES);
    // Moving one share outwards on both sides, or inwards, keeps the mean.
    for (const amount of [-0.01, 0.01]) {
      for (const centre of [1, 2, 3]) {
        const other = [...tilted];
        other[centre]! -= 2 * amount;
        other[centre - 1]! += amount;
        other[centre + 1]! += amount;
        expect(meanOf(other)).toBeCloseTo(2, 10);
        expect(divergence(other, FREQUENCIES)).toBeGreaterThan(least);
      }
    }
  });

  it('stays a quarter step inside the ends of what occurs, so that nothing is certain', () => {
    expect(meanOf(tiltedFrequencies(FREQUENCIES, 0))).toBeCloseTo(0.25, 10);
    expect(meanOf(tiltedFrequencies(FREQUENCIES, 9))).toBeCloseTo(3.75, 10);
    const gaps = [0, 0.5, 0, 0.5, 0];
    expect(tiltedFrequencies(gaps, 0)).toEqual([
      0,
      expect.closeTo(0.875, 10),
      0,
      expect.closeTo(0.125, 10),
      0,
    ]);
  });

  it('has no choice with a single rating', () => {
    expect(tiltedFrequencies([0, 1, 0], 2)).toEqual([0, 1, 0]);
  });

  it('works on a scale of a hundred ratings of which few occur', () => {
    const frequencies = new Array<number>(101).fill(0);
    frequencies[0] = 0.999;
    frequencies[40] = 0.001;
    for (const mean of [0.25, 20, 39]) {
      expect(meanOf(tiltedFrequencies(frequencies, mean))).toBeCloseTo(mean, 8);
    }
  });
});
