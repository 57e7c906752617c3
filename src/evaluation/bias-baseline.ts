import type { RatingScale } from '../types.js';
import { classToRating } from '../util/rating-scale.js';
import { trainingFrequencies } from './baselines.js';
import type { Contender } from './contender.js';
import {
  BIAS_DEFAULTS,
  type BiasOptions,
  biasedRating,
  fitRatingBiases,
  type UserItem,
} from './rating-biases.js';
import { tiltedFrequencies } from './tilted-frequencies.js';

/** What {@link biasBaseline} learns from and predicts. */
export interface BiasBaselineInput {
  /** User and item of every training row. */
  readonly train: readonly UserItem[];
  /** Position on the scale of every training row's rating. */
  readonly trainClassIndex: Int32Array;
  /** User and item of every row to predict. */
  readonly test: readonly UserItem[];
  readonly scale: RatingScale;
}

/**
 * Expects the mean training rating plus how far the user and the item are from it (see {@link fitRatingBiases}),
 * clipped to the scale; as a star it is the nearest rating (the higher one half way). A user or item without training
 * rows adds nothing. Its distribution, used for log loss only, is the frequencies of the training ratings tilted to the
 * expected rating.
 *
 * It knows nothing but who rates what: a model of content that does not beat it has learnt no more than that some
 * people are kind and some products good.
 *
 * Raises `NO_ROWS` without training rows, `RATING_OFF_SCALE` on a target off the scale, `DIMENSION_MISMATCH` unless
 * there is a target for every training row, and `INVALID_OPTIONS`.
 */
export function biasBaseline(input: BiasBaselineInput, options: BiasOptions = {}): Contender {
  const { train, trainClassIndex, test, scale } = input;
  const frequencies = trainingFrequencies('biasBaseline', trainClassIndex, scale);
  const highest = frequencies.length - 1;
  // Positions, not ratings: rounding is then the same on every scale.
  const biases = fitRatingBiases(train, trainClassIndex, options);
  const data = new Float32Array(test.length * frequencies.length);
  const expected = new Float64Array(test.length);
  const predictedClass = new Int32Array(test.length);
  for (const [row, pair] of test.entries()) {
    const position = Math.min(Math.max(biasedRating(biases, pair), 0), highest);
    data.set(tiltedFrequencies(frequencies, position), row * frequencies.length);
    expected[row] = classToRating(scale, position);
    predictedClass[row] = Math.round(position);
  }
  return {
    name: 'user+item bias',
    kind: 'baseline',
    description: `Mean training rating plus the biases of the user and the item, with ${describeDamping(options)}; as a star the nearest rating.`,
    probabilities: { data, rows: test.length, dimensions: frequencies.length },
    expected,
    predictedClass,
  };
}

function describeDamping({ damping = BIAS_DEFAULTS.damping }: BiasOptions): string {
  return typeof damping === 'number'
    ? `damping ${damping}`
    : `damping ${damping.user} for users and ${damping.item} for items`;
}
