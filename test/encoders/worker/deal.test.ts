import { describe, expect, it } from 'vitest';
import { deal } from '../../../src/encoders/worker/deal.js';

const sized = (...lengths: number[]) => lengths.map((length) => ({ length }));

describe('deal', () => {
  it('deals the longest first, there and back again', () => {
    expect(deal(sized(1, 9, 5, 7), 2)).toEqual([
      [1, 0],
      [3, 2],
    ]);
  });

  it('gives every input to one hand', () => {
    const inputs = sized(...Array.from({ length: 101 }, (_, index) => (index * 37) % 50));
    const hands = deal(inputs, 3);
    expect(hands.flat().sort((a, b) => a - b)).toEqual([...inputs.keys()]);
  });

  it('gives all hands about as much to do', () => {
    const inputs = sized(...Array.from({ length: 64 }, (_, index) => 1 + ((index * 7919) % 128)));
    const loads = deal(inputs, 2).map((hand) => hand.reduce((sum, place) => sum + inputs[place]!.length, 0));
    expect(Math.abs(loads[0]! - loads[1]!)).toBeLessThanOrEqual(128);
  });

  it('of nothing is nothing', () => {
    expect(deal([], 2)).toEqual([[], []]);
  });
});
