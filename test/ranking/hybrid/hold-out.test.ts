import { describe, expect, it } from 'vitest';
import { interactionMatrix, itemsOf } from '../../../src/dataset/interaction-matrix.js';
import { holdOut, NEW, WARM } from '../../../src/ranking/hybrid/hold-out.js';
import { createRandom } from '../../../src/util/random.js';

const random = createRandom(5);
const entries = Array.from({ length: 900 }, () => ({
  user: Math.floor(random() * 50),
  item: Math.floor(random() * 40),
  timestamp: Math.floor(random() * 1e6),
}));
const matrix = interactionMatrix(50, 40, entries);
const plan = { share: 0.2, coldShare: 0.1, users: 30, seed: 3 };

describe('holdOut', () => {
  const held = holdOut(matrix, plan);

  it('neither loses nor doubles an interaction of the users it asks', () => {
    for (const { user, items } of held.cold) {
      for (const item of items) expect(itemsOf(held.rest, user)).not.toContain(item);
      for (const item of items) expect(itemsOf(matrix, user)).toContain(item);
    }
    for (const { user, items } of held.warm) {
      for (const item of items) expect(itemsOf(held.rest, user)).not.toContain(item);
    }
    expect(held.rest.itemIndex.length).toBeLessThan(matrix.itemIndex.length);
  });

  it('leaves items that play new ones without any interaction, and marks them', () => {
    const cold = new Set(held.cold.flatMap(({ items }) => [...items]));
    expect(cold.size).toBe(4);
    for (const item of cold) {
      expect(held.rest.itemIndex).not.toContain(item);
      expect(held.kinds[item]).toBe(NEW);
    }
    for (const { items } of held.warm) for (const item of items) expect(held.kinds[item]).toBe(WARM);
  });

  it('sets the latest interactions of a user aside', () => {
    for (const { user, items } of held.warm) {
      const timeOf = new Map<number, number>();
      for (let entry = matrix.rowStart[user]!; entry < matrix.rowStart[user + 1]!; entry++)
        timeOf.set(matrix.itemIndex[entry]!, matrix.timestamp![entry]!);
      const earliest = Math.min(...Array.from(items, (item) => timeOf.get(item)!));
      for (const item of itemsOf(held.rest, user)) expect(timeOf.get(item)!).toBeLessThanOrEqual(earliest);
    }
  });

  it('asks no more users than it may, and keeps the times', () => {
    expect(held.warm.length).toBeLessThanOrEqual(30);
    expect(held.cold.length).toBeLessThanOrEqual(30);
    expect(held.rest.timestamp).toHaveLength(held.rest.itemIndex.length);
  });

  it('is the same for the same seed and another for another', () => {
    expect(holdOut(matrix, plan)).toEqual(held);
    expect(holdOut(matrix, { ...plan, seed: 4 })).not.toEqual(held);
  });

  it('sets no items aside without a share of them', () => {
    expect(holdOut(matrix, { ...plan, coldShare: 0 }).cold).toEqual([]);
  });
});
