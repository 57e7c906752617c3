import type { RatingScale } from '../types.js';
import { classCount, classToRating } from '../util/rating-scale.js';
import { checkClassIndex } from './check-predictions.js';
import type { Contender } from './contender.js';
import { ratingLabel } from './metrics/rating-metrics.js';

/**
 * Predicts the rating that is most frequent in training (the lowest one on a tie) for each of `rows` rows. Its
 * distribution, used for log loss only, is the frequencies of the training ratings.
 *
 * Raises `NO_ROWS` without training targets and `RATING_OFF_SCALE` on a target off the scale.
 */
export function majorityBaseline(trainClassIndex: Int32Array, rows: number, scale: RatingScale): Contender {
  const frequencies = trainingFrequencies('majorityBaseline', trainClassIndex, scale);
  const majority = frequencies.indexOf(Math.max(...frequencies));
  const rating = classToRating(scale, majority);
  return {
    name: 'majority',
    kind: 'baseline',
    description: `Always predicts ${ratingLabel(rating)}, the most frequent training rating.`,
    ...constant(frequencies, rows, majority, rating),
  };
}

/**
 * Predicts the mean training rating for each of `rows` rows; as a star it is the nearest rating on the scale (the
 * higher one half way). Its distribution, used for log loss only, is the frequencies of the training ratings.
 *
 * Raises `NO_ROWS` without training targets and `RATING_OFF_SCALE` on a target off the scale.
 */
export function meanBaseline(trainClassIndex: Int32Array, rows: number, scale: RatingScale): Contender {
  const frequencies = trainingFrequencies('meanBaseline', trainClassIndex, scale);
  const position = trainClassIndex.reduce((sum, index) => sum + index, 0) / trainClassIndex.length;
  const mean = classToRating(scale, position);
  return {
    name: 'mean',
    kind: 'baseline',
    description: `Always predicts the mean training rating, ${mean.toFixed(3)}; as a star the nearest rating.`,
    ...constant(frequencies, rows, Math.round(position), mean),
  };
}

/** Shares of the ratings in training, ascending by rating. Raises `NO_ROWS` and `RATING_OFF_SCALE`. */
export function trainingFrequencies(
  owner: string,
  trainClassIndex: Int32Array,
  scale: RatingScale,
): number[] {
  checkClassIndex(owner, trainClassIndex, scale);
  const counts = new Array<number>(classCount(scale)).fill(0);
  for (const index of trainClassIndex) counts[index] = counts[index]! + 1;
  return counts.map((count) => count / trainClassIndex.length);
}

function constant(frequencies: readonly number[], rows: number, predictedClass: number, expected: number) {
  const data = new Float32Array(rows * frequencies.length);
  for (let row = 0; row < rows; row++) data.set(frequencies, row * frequencies.length);
  return {
    probabilities: { data, rows, dimensions: frequencies.length },
    predictedClass: new Int32Array(rows).fill(predictedClass),
    expected: new Float64Array(rows).fill(expected),
  };
}
