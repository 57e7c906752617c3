import { describe, expect, it } from 'vitest';
import { topK } from '../../src/numeric/top-k.js';

describe('topK', () => {
  it('finds what a stable sort finds, ties by lower position', () => {
    for (let round = 0; round < 200; round++) {
      const length = round % 67;
      // Few different values, so that there are many ties.
      const scores = Float32Array.from({ length }, (_, index) => Math.floor(hash(index, round) * 9) - 4);
      const allowed = Uint8Array.from(scores, (_, index) => (hash(index, round + 1000) < 0.6 ? 1 : 0));
      for (const k of [0, 1, 2, 5, 20, 100]) {
        expect([...topK(scores, k)]).toEqual(sorted(scores, k));
        expect([...topK(scores, k, allowed)]).toEqual(sorted(scores, k, allowed));
      }
    }
  });

  it('handles ascending, descending and equal scores', () => {
    const ascending = Float32Array.from({ length: 1000 }, (_, index) => index);
    expect([...topK(ascending, 3)]).toEqual([999, 998, 997]);
    expect([...topK(ascending.slice().reverse(), 3)]).toEqual([0, 1, 2]);
    expect([...topK(new Float32Array(1000), 3)]).toEqual([0, 1, 2]);
  });

  it('chooses infinitely low scores last and what is no number never', () => {
    const scores = Float32Array.of(
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
    );
    expect([...topK(scores, 9)]).toEqual([4, 2, 1]);
    expect([...topK(scores, 2)]).toEqual([4, 2]);
  });

  it('keeps the order among infinite scores', () => {
    const scores = new Float32Array(20).fill(Number.NEGATIVE_INFINITY).fill(Number.POSITIVE_INFINITY, 4, 8);
    expect([...topK(scores, 6)]).toEqual([4, 5, 6, 7, 0, 1]);
  });

  it('returns nothing when nothing is allowed', () => {
    expect(topK(Float32Array.of(3, 2), 2, new Uint8Array(2))).toHaveLength(0);
  });
});

function hash(index: number, seed: number): number {
  const value = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453;
  return value - Math.floor(value);
}

function sorted(scores: Float32Array, k: number, allowed?: Uint8Array): number[] {
  return [...scores.keys()]
    .filter((position) => allowed?.[position] !== 0)
    .sort((one, other) => scores[other]! - scores[one]! || one - other)
    .slice(0, k);
}
