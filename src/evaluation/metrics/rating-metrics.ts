import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix, RatingScale } from '../../types.js';
import { classToRating, scaleRatings } from '../../util/rating-scale.js';
import { checkPredictions } from '../check-predictions.js';
import type { RatingMetrics } from '../types.js';
import { brierScore } from './brier-score.js';
import { expectedCalibrationError, reliabilityBins } from './calibration-error.js';
import { classReport, classScores, macroAverage, weightedAverage } from './class-report.js';
import { confusionMatrix, confusionRows, shareWithin } from './confusion.js';
import { expectedRatings, mostProbableClass } from './distribution.js';
import { logLoss } from './log-loss.js';
import { quadraticKappa } from './quadratic-kappa.js';
import { meanAbsoluteError, rootMeanSquaredError } from './rating-error.js';

/** What {@link ratingMetrics} scores. */
export interface RatingMetricsInput {
  /** Probability of every rating, `[rows, classes]`; every row sums to 1. */
  readonly probabilities: EmbeddingMatrix;
  /** Position of every row's true rating on the scale. */
  readonly classIndex: Int32Array;
  readonly scale: RatingScale;
  /** Point predictions on the scale for MAE and RMSE, `[rows]`. Without them: the means of the distributions. */
  readonly expected?: Float64Array;
  /** Predicted positions on the scale, `[rows]`. Without them: the most probable ones, the lowest on a tie. */
  readonly predictedClass?: Int32Array;
}

/** Predictions and targets in the form that metrics and resampling work on. */
export interface ScoredRows {
  readonly predictedClass: Int32Array;
  readonly expected: Float64Array;
  readonly actual: Float64Array;
}

/**
 * All metrics of one set of predictions, equal to scikit-learn's (the calibration error to torchmetrics') with all labels of the scale passed as `labels` and
 * `zero_division=0`. Averages over classes therefore count ratings that never occur as 0.
 *
 * Raises `NO_ROWS`, `DIMENSION_MISMATCH`, `RATING_OFF_SCALE`, or `INVALID_EMBEDDING` when a score is missing or no
 * probability.
 */
export function ratingMetrics(input: RatingMetricsInput): RatingMetrics {
  const { predictedClass, expected, actual } = scoreRows(input);
  const labels = scaleRatings(input.scale).map(ratingLabel);
  const confusion = confusionMatrix(input.classIndex, predictedClass, labels.length);
  const { f1, support } = classScores(confusion);
  return {
    rows: actual.length,
    accuracy: shareWithin(confusion, 0),
    withinOne: shareWithin(confusion, 1),
    mae: meanAbsoluteError(actual, expected),
    rmse: rootMeanSquaredError(actual, expected),
    macroF1: macroAverage(f1),
    weightedF1: weightedAverage(f1, support),
    quadraticKappa: quadraticKappa(confusion),
    logLoss: logLoss(input.probabilities, input.classIndex),
    brier: brierScore(input.probabilities, input.classIndex),
    calibrationError: expectedCalibrationError(reliabilityBins(input.probabilities, input.classIndex)),
    confusion: confusionRows(confusion),
    classes: classReport(confusion, labels),
  };
}

/** Checks the input and fills in what was not given. Raises as {@link ratingMetrics}. */
export function scoreRows(input: RatingMetricsInput): ScoredRows {
  const { probabilities, classIndex, scale } = input;
  checkPredictions('ratingMetrics', probabilities, classIndex, scale);
  const expected = input.expected ?? expectedRatings(probabilities, scale);
  const predictedClass = input.predictedClass ?? mostProbableClass(probabilities);
  checkPoints('expected', expected, classIndex.length, () => true);
  checkPoints('predictedClass', predictedClass, classIndex.length, (value) => {
    return value >= 0 && value < probabilities.dimensions;
  });
  return {
    predictedClass,
    expected,
    actual: Float64Array.from(classIndex, (index) => classToRating(scale, index)),
  };
}

function checkPoints(
  name: string,
  values: ArrayLike<number>,
  rows: number,
  allowed: (value: number) => boolean,
): void {
  if (values.length !== rows) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `ratingMetrics: expected ${rows} values in \`${name}\` (one per row), got ${values.length}.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    if (Number.isFinite(values[row]) && allowed(values[row]!)) continue;
    throw new RecommenderError(
      'INVALID_EMBEDDING',
      `ratingMetrics: \`${name}\` is ${values[row]} in row ${row}; expected a prediction on the scale. Every row must be scored.`,
      { data: { row } },
    );
  }
}

/** A rating as text, without the digits that binary fractions leave behind (0.30000000000000004). */
export function ratingLabel(rating: number): string {
  return String(Number(rating.toPrecision(12)));
}
