import { describe, expect, it } from 'vitest';
import { reviewMeans } from '../../../src/tasks/preference/review-means.js';
import type { ModalityColumn } from '../../../src/types.js';

/** Interaction `i` has the review vector `[10 ** i, i]`; the last one is of the test part and must not be seen. */
const reviews: ModalityColumn = {
  name: 'reviews',
  matrix: { data: Float32Array.of(1, 0, 10, 1, 100, 2, 1000, 3), rows: 4, dimensions: 2 },
  rowIndex: Int32Array.of(0, 1, 2, 3, -1),
};
const rows = [
  { user: 0, item: 0 },
  { user: 1, item: 0 },
  { user: 2, item: 0 },
  { user: 0, item: 1 },
  { user: 3, item: 0 },
];

function vectorAt({ matrix, rowIndex }: ModalityColumn, row: number): number[] | undefined {
  const index = rowIndex[row]!;
  return index < 0
    ? undefined
    : [...matrix.data.subarray(index * matrix.dimensions, (index + 1) * matrix.dimensions)];
}

describe('reviewMeans', () => {
  const { ofItems, ofOthers } = reviewMeans(reviews, rows, 3);

  it('gives every item the mean of all its visible reviews', () => {
    expect(vectorAt(ofItems, 0)).toEqual([37, 1]);
    expect(vectorAt(ofItems, 1)).toEqual([1000, 3]);
    expect(vectorAt(ofItems, 2)).toBeUndefined();
  });

  it('leaves out of a mean what its own user wrote', () => {
    expect(vectorAt(ofOthers, 0)).toEqual([55, 1.5]);
    expect(vectorAt(ofOthers, 1)).toEqual([50.5, 1]);
    expect(vectorAt(ofOthers, 2)).toEqual([5.5, 0.5]);
  });

  it('has nothing where nobody else has reviewed the item', () => {
    expect(vectorAt(ofOthers, 3)).toBeUndefined();
  });

  it('shows a test interaction all visible reviews and not its own', () => {
    expect(vectorAt(ofOthers, 4)).toEqual([37, 1]);
  });

  it('leaves out all reviews that one user wrote of one item', () => {
    const twice = [
      { user: 0, item: 0 },
      { user: 0, item: 0 },
      { user: 1, item: 0 },
    ];
    const column = { ...reviews, rowIndex: Int32Array.of(0, 1, 2) };
    expect(vectorAt(reviewMeans(column, twice, 1).ofOthers, 0)).toEqual([100, 2]);
  });
});
