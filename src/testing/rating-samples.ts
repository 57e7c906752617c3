import type { EmbeddingMatrix, RatingScale } from '../types.js';
import { createRandom } from '../util/random.js';
import { classCount, STARS } from '../util/rating-scale.js';

/** The scales that every head must serve: five stars, and half stars in ten steps. */
export const CONFORMANCE_SCALES: Readonly<Record<string, RatingScale>> = Object.freeze({
  'five stars': STARS,
  'ten half stars': Object.freeze({ min: 0.5, max: 5, step: 0.5 }),
});

/** Rows that a head can learn from. */
export interface RatingSamples {
  readonly features: EmbeddingMatrix;
  readonly classIndex: Int32Array;
  readonly weights: Float32Array;
}

/** Features in which column `c` is high where the rating is class `c`, with a little noise and one column of noise. */
export function separableSamples(scale: RatingScale, rows: number, seed: number): RatingSamples {
  const classes = classCount(scale);
  const dimensions = classes + 1;
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * dimensions }, () => 0.2 * (random() - 0.5));
  const classIndex = Int32Array.from({ length: rows }, (_, row) => row % classes);
  for (const [row, label] of classIndex.entries()) data[row * dimensions + label]! += 1.5;
  return {
    features: { data, rows, dimensions },
    classIndex,
    weights: new Float32Array(rows).fill(1),
  };
}
