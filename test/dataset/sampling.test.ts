import { describe, expect, it } from 'vitest';
import { createSampler, describeSample } from '../../src/dataset/sampling.js';
import { createRandom, deriveSeed } from '../../src/util/random.js';

function draw(size: number, from: number, seed: number): number[] {
  const sampler = createSampler<number>({ kind: 'reservoir', size }, createRandom(deriveSeed(seed, 'test')));
  for (let value = 0; value < from; value++) sampler.add(value);
  return sampler.values();
}

describe('reservoir', () => {
  it('draws without repetition, keeps the order, and repeats itself with the seed', () => {
    const sample = draw(100, 5000, 1);
    expect(new Set(sample).size).toBe(100);
    expect(sample).toEqual([...sample].sort((a, b) => a - b));
    expect(draw(100, 5000, 1)).toEqual(sample);
    expect(draw(100, 5000, 2)).not.toEqual(sample);
  });

  it('keeps everything of a shorter stream', () => {
    expect(draw(10, 4, 1)).toEqual([0, 1, 2, 3]);
    expect(draw(10, 10, 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(draw(10, 0, 1)).toEqual([]);
  });

  it.each([1, 5, 19])('gives every record the same chance (%i of 20)', (size) => {
    const rounds = 4000;
    const counts = new Array<number>(20).fill(0);
    for (let seed = 0; seed < rounds; seed++) for (const value of draw(size, 20, seed)) counts[value]! += 1;
    const expected = (rounds * size) / 20;
    const spread = Math.sqrt(rounds * (size / 20) * (1 - size / 20));
    for (const count of counts) expect(Math.abs(count - expected)).toBeLessThan(4.5 * spread);
  });
});

it('first says when it has enough, all never does', () => {
  const first = createSampler<number>({ kind: 'first', size: 2 }, createRandom(1));
  expect([first.add(1), first.add(2)]).toEqual([true, false]);
  const all = createSampler<number>({ kind: 'all' }, createRandom(1));
  expect([all.add(1), all.add(2), all.add(3)]).toEqual([true, true, true]);
  expect(all.values()).toEqual([1, 2, 3]);
});

it('describes itself in words', () => {
  expect(describeSample({ kind: 'first', size: 25_000 })).toBe('the first 25,000 interactions');
  expect(describeSample({ kind: 'reservoir', size: 10 })).toBe('a random sample of 10 interactions');
  expect(describeSample({ kind: 'all' })).toBe('all interactions');
});
