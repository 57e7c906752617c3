import { expect, it } from 'vitest';
import { BestLists } from '../../src/numeric/best-lists.js';

it('keeps the best, best first, equal ones in the order they came', () => {
  const lists = new BestLists(2, 3);
  for (const [candidate, similarity] of [0.25, 0.5, 0.25, 0.75, 0.5].entries()) {
    if (similarity > lists.threshold[1]!) lists.offer(1, candidate, similarity);
  }
  expect(lists.index).toEqual(Int32Array.of(-1, -1, -1, 3, 1, 4));
  expect(Array.from(lists.similarity.subarray(3))).toEqual([0.75, 0.5, 0.5]);
});

it('lets everything in until it is full, then only what is better than the last', () => {
  const lists = new BestLists(1, 2);
  expect(lists.threshold[0]).toBe(-Infinity);
  lists.offer(0, 7, -0.5);
  expect(lists.threshold[0]).toBe(-Infinity);
  lists.offer(0, 8, 0.5);
  expect(lists.threshold[0]).toBe(-0.5);
});

it('lets nothing into lists without room', () => {
  expect(new BestLists(1, 0).threshold[0]).toBe(Infinity);
});

it('compares in single precision, and keeps similarities within -1 to 1', () => {
  const lists = new BestLists(1, 1);
  lists.offer(0, 5, 0.7);
  expect(0.7).toBeGreaterThan(lists.threshold[0]!);
  lists.offer(0, 6, 0.7);
  expect(lists.index[0]).toBe(5);
  lists.offer(0, 7, 1 + 1e-6);
  expect([lists.index[0], lists.similarity[0]]).toEqual([7, 1]);
});
