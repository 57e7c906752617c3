import { describe, expect, it } from 'vitest';
import { diversify } from '../../src/ranking/diversify.js';

/** Items of one hundred are alike; scores fall with the position. */
const candidates = Int32Array.of(100, 101, 102, 200, 300);
const scores = new Float32Array(400);
for (const [place, item] of candidates.entries()) scores[item] = 10 - place;
const similarity = (one: number, other: number) =>
  Math.floor(one / 100) === Math.floor(other / 100) ? 1 : 0;
const choose = (diversity: number, k: number) => [
  ...diversify({ candidates, scores, k, diversity, similarity }),
];

describe('diversify', () => {
  it('keeps the order of the scores without diversity', () => {
    expect(choose(0, 5)).toEqual([...candidates]);
  });

  it('takes one of each kind before a second of any with full diversity, best first', () => {
    expect(choose(1, 4)).toEqual([100, 200, 300, 101]);
  });

  it('weighs relevance against likeness in between', () => {
    // After 100: 101 has 0.8 * 0.75 - 0.2 = 0.4, 200 has 0.8 * 0.25 = 0.2.
    expect(choose(0.2, 3)).toEqual([100, 101, 102]);
    // 101 has 0.5 * 0.75 - 0.5 = -0.125, 200 has 0.5 * 0.25 = 0.125.
    expect(choose(0.5, 3)).toEqual([100, 200, 300]);
  });

  it('returns what there is when k is larger, and nothing of nothing', () => {
    expect(choose(0.5, 9)).toHaveLength(5);
    expect([
      ...diversify({ candidates: new Int32Array(), scores, k: 3, diversity: 0.5, similarity }),
    ]).toEqual([]);
  });

  it('copes with equal scores', () => {
    const equal = new Float32Array(400).fill(2);
    expect([...diversify({ candidates, scores: equal, k: 2, diversity: 0.3, similarity })]).toEqual([
      100, 200,
    ]);
  });
});
