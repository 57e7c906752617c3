import type { EmbeddingMatrix, RatingScale } from '../../types.js';
import { classToRating } from '../../util/rating-scale.js';

/** Most probable class of every row; the lowest one on a tie. */
export function mostProbableClass(probabilities: EmbeddingMatrix): Int32Array {
  const { data, rows, dimensions } = probabilities;
  const best = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let winner = 0;
    for (let index = 1; index < dimensions; index++) {
      if (data[row * dimensions + index]! > data[row * dimensions + winner]!) winner = index;
    }
    best[row] = winner;
  }
  return best;
}

/**
 * Mean of every row's distribution, on the scale. Computed in float64 and divided by the row's sum, because float32
 * probabilities add up to 1 only to about 1e-7.
 */
export function expectedRatings(probabilities: EmbeddingMatrix, scale: RatingScale): Float64Array {
  const { data, rows, dimensions } = probabilities;
  const means = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let weighted = 0;
    let total = 0;
    for (let index = 0; index < dimensions; index++) {
      const probability = data[row * dimensions + index]!;
      weighted += probability * classToRating(scale, index);
      total += probability;
    }
    means[row] = weighted / total;
  }
  return means;
}
