import type { EmbeddingMatrix } from '../../types.js';

/**
 * Mean of `-ln p(actual class)`, with p clipped to `[eps, 1 - eps]`, `eps = 2^-52`: scikit-learn's `log_loss` on
 * the probabilities as float64 (on a float32 array scikit-learn would clip at 2^-23 and sum in float32). Rows are
 * not rescaled to sum to 1, as in scikit-learn 1.9.
 *
 * @param probabilities `[rows, classes]`
 */
export function logLoss(probabilities: EmbeddingMatrix, classIndex: ArrayLike<number>): number {
  const { data, rows, dimensions } = probabilities;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const probability = data[row * dimensions + classIndex[row]!]!;
    sum -= Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  }
  return sum / rows;
}
