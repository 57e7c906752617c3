import { Matrix, SVD } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { interactionMatrix } from '../../../src/dataset/interaction-matrix.js';
import {
  InteractionGraph,
  normalisedInteractions,
} from '../../../src/ranking/graph-filter/interaction-graph.js';
import { tinyInteractions } from '../../../src/testing/index.js';

const { interactions } = tinyInteractions({ seed: 9 });

/** `R~` by the formula, dense. */
function dense(alpha: number): Matrix {
  const { users, items, rowStart, itemIndex, weight } = interactions;
  const matrix = Matrix.zeros(users, items);
  for (let user = 0; user < users; user++) {
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      matrix.set(user, itemIndex[entry]!, weight[entry]!);
    }
  }
  const rows = matrix.sum('row');
  const columns = matrix.sum('column');
  return Matrix.from1DArray(
    users,
    items,
    matrix.to1DArray().map((value, index) => {
      const user = rows[Math.floor(index / items)]!;
      const item = columns[index % items]!;
      return value === 0 ? 0 : value * user ** -alpha * item ** (alpha - 1);
    }),
  );
}

describe.each([0, 0.3, 0.5, 1])('alpha %d', (alpha) => {
  const graph = new InteractionGraph(normalisedInteractions(interactions, alpha));
  const normalised = dense(alpha);
  const largest = new SVD(normalised).diagonal[0]! ** 2;

  it('finds the largest eigenvalue', () => {
    expect(graph.lambda / largest).toBeCloseTo(1, 4);
  });

  it('applies the product of the interactions with themselves', () => {
    const vector = Float64Array.from({ length: interactions.items + 2 }, (_, item) => Math.sin(item));
    const expected = normalised
      .transpose()
      .mmul(normalised)
      .mmul(Matrix.columnVector(Array.from(vector.subarray(0, interactions.items))))
      .to1DArray();
    const applied = graph.apply(vector);
    for (const [item, value] of expected.entries()) expect(applied[item]).toBeCloseTo(value / largest, 4);
    expect(Array.from(applied.subarray(interactions.items))).toEqual([0, 0]);
  });
});

it('keeps what it was given after saving', () => {
  const byUser = normalisedInteractions(interactions, 0.3);
  const graph = new InteractionGraph(byUser, 2);
  expect(graph.lambda).toBe(2);
  const vector = new Float64Array(interactions.items).fill(1);
  const once = new InteractionGraph(byUser, 1).apply(vector);
  expect(graph.apply(vector).map((value) => 2 * value)).toEqual(once);
});

it('is harmless without interactions', () => {
  const graph = new InteractionGraph(normalisedInteractions(interactionMatrix(2, 3, []), 0.3));
  expect(graph.lambda).toBe(1);
  expect(graph.apply(Float64Array.of(1, 2, 3))).toEqual(new Float64Array(3));
});
