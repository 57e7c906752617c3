import { describe, expect, it } from 'vitest';
import { interactionMatrix, itemsOf } from '../../../src/dataset/interaction-matrix.js';
import { TripleSampler } from '../../../src/ranking/vbpr/triples.js';
import { createRandom } from '../../../src/util/random.js';

const entries = [
  [0, 0, 1],
  [0, 3, 2],
  [1, 1, 1],
  [1, 3, 3],
  [2, 0, 1],
  [2, 1, 1],
  [2, 2, 1],
  [2, 3, 1],
].map(([user, item, weight]) => ({ user: user!, item: item!, weight: weight! }));
// Item 4 has no interaction, user 3 neither; user 2 has interacted with everything that anybody has.
const interactions = interactionMatrix(4, 5, entries);
/** Copies, since the batches of an epoch share their arrays. */
function epochOf(seed: number, batchSize: number) {
  const batches = [];
  for (const triples of new TripleSampler(interactions, createRandom(seed)).epoch(batchSize)) {
    const { user, positive, negative, weight } = triples;
    batches.push({
      user: [...user],
      positive: [...positive],
      negative: [...negative],
      weight: [...weight],
    });
  }
  return batches;
}

describe('TripleSampler', () => {
  it('shows every interaction once an epoch, but for users who leave nothing to compare with', () => {
    const batches = epochOf(1, 3);
    expect(batches.map(({ user }) => user.length)).toEqual([3, 1]);
    const pairs = batches.flatMap(({ user, positive }) =>
      user.map((each, index) => [each, positive[index]!]),
    );
    expect(pairs.sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!)).toEqual([
      [0, 0],
      [0, 3],
      [1, 1],
      [1, 3],
    ]);
  });

  it('draws negatives that the user has not interacted with and somebody has, all of them', () => {
    const sampler = new TripleSampler(interactions, createRandom(2));
    const drawn = new Map<number, Set<number>>();
    for (let epoch = 0; epoch < 50; epoch++) {
      for (const { user, negative } of sampler.epoch(2)) {
        for (const [index, each] of user.entries()) {
          expect(itemsOf(interactions, each)).not.toContain(negative[index]);
          drawn.set(each, (drawn.get(each) ?? new Set()).add(negative[index]!));
        }
      }
    }
    expect([...drawn.get(0)!].sort()).toEqual([1, 2]);
    expect([...drawn.get(1)!].sort()).toEqual([0, 2]);
  });

  it('weighs triples by their interactions, by 1 on average', () => {
    const weights = epochOf(3, 10).flatMap(({ weight }) => weight);
    expect(weights.reduce((sum, weight) => sum + weight, 0) / weights.length).toBeCloseTo(1, 6);
    expect(Math.max(...weights) / Math.min(...weights)).toBeCloseTo(3, 5);
  });

  it('is the same for the same seed', () => {
    expect(epochOf(4, 3)).toEqual(epochOf(4, 3));
    expect(epochOf(4, 3)).not.toEqual(epochOf(5, 3));
  });

  it('ends at once when everybody has interacted with everything', () => {
    const full = interactionMatrix(1, 2, [
      { user: 0, item: 0 },
      { user: 0, item: 1 },
    ]);
    expect([...new TripleSampler(full, createRandom(1)).epoch(4)]).toEqual([]);
  });
});
