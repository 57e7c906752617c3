import { describe, expect, it } from 'vitest';
import { interactionMatrix } from '../../../src/dataset/interaction-matrix.js';
import { foldIn, prepareFoldIn } from '../../../src/ranking/vbpr/fold-in.js';
import { FIXTURE, largestDifference } from './fixture.js';

const { width, items, histories, answers, ...tables } = FIXTURE.foldIn;
const itemVectors = Float32Array.from(tables.itemVectors);
const userVectors = Float32Array.from(tables.userVectors);
const interactions = interactionMatrix(
  histories.length,
  items,
  histories.flatMap((history, user) => history.map((item) => ({ user, item }))),
);
const people = await prepareFoldIn({ itemVectors, userVectors, width }, interactions);

describe('foldIn', () => {
  it.each(answers)(
    'agrees with the pairs written out in NumPy: $liked',
    async ({ liked, weight, vector }) => {
      const query = { user: -1, liked: Int32Array.from(liked), weight: Float32Array.from(weight) };
      expect(largestDifference(await foldIn(query, itemVectors, people), vector)).toBeLessThan(1e-4);
    },
  );

  it('takes missing weights for 1', async () => {
    const liked = Int32Array.of(0, 5);
    const own = await foldIn({ user: -1, liked }, itemVectors, people);
    expect(largestDifference(own, answers[0]!.vector)).toBeLessThan(1e-4);
  });

  it('can do with people who are all alike, and one interaction', async () => {
    const alike = new Float32Array(userVectors.length).fill(0.5);
    const single = interactionMatrix(histories.length, items, [{ user: 0, item: 1 }]);
    const prepared = await prepareFoldIn({ itemVectors, userVectors: alike, width }, single);
    const vector = await foldIn({ user: -1, liked: Int32Array.of(1, 3) }, itemVectors, prepared);
    expect(vector.every(Number.isFinite)).toBe(true);
  });
});
