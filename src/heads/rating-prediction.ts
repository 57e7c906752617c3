import type { RatingPrediction, RatingScale } from '../types.js';
import { classToRating } from '../util/rating-scale.js';

/**
 * A row of probabilities `[classes]` as a prediction: the most probable rating (the lower one on a tie), the mean of
 * the distribution and the distribution itself.
 */
export function toRatingPrediction(
  probabilities: Float32Array,
  scale: RatingScale,
  modalities: readonly string[],
): RatingPrediction {
  // Single-precision probabilities add up to 1 within 1e-6 only; the sum is made exact here.
  const total = probabilities.reduce((sum, probability) => sum + probability, 0);
  const distribution = Array.from(probabilities, (probability, index) => ({
    rating: classToRating(scale, index),
    probability: probability / total,
  }));
  let best = distribution[0]!;
  let expectedRating = 0;
  for (const entry of distribution) {
    if (entry.probability > best.probability) best = entry;
    expectedRating += entry.rating * entry.probability;
  }
  return { stars: best.rating, expectedRating, distribution, modalities };
}
