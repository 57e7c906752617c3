import type { EmbeddingMatrix } from '../../types.js';

/**
 * Mean over the rows of the squared distance between the distribution and the true class as one-hot, from 0 to 2 (Brier 1950;
 * scikit-learn's `brier_score_loss` with `scale_by_half=False`).
 *
 * @param probabilities `[rows, classes]`
 */
export function brierScore(
  { data, rows, dimensions }: EmbeddingMatrix,
  classIndex: ArrayLike<number>,
): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let index = 0; index < dimensions; index++) {
      const actual = index === classIndex[row] ? 1 : 0;
      sum += (data[row * dimensions + index]! - actual) ** 2;
    }
  }
  return sum / rows;
}
