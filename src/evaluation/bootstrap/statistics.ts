import { macroF1 } from '../metrics/class-report.js';
import { type Confusion, shareWithin } from '../metrics/confusion.js';
import { quadraticKappa } from '../metrics/quadratic-kappa.js';
import type { ScoredRows } from '../metrics/rating-metrics.js';
import type { IntervalMetric } from '../types.js';

/** The metrics that get a confidence interval, in the order they are listed. */
export const INTERVAL_METRICS: readonly IntervalMetric[] = Object.freeze([
  'accuracy',
  'withinOne',
  'mae',
  'rmse',
  'macroF1',
  'quadraticKappa',
]);

/** What each row adds to the metrics, worked out once so that a resample is one pass of additions. */
export interface RowContributions {
  readonly classes: number;
  /** Cell of the confusion matrix, `actual * classes + predicted`. */
  readonly cell: Int32Array;
  readonly absoluteError: Float64Array;
  readonly squaredError: Float64Array;
}

/** Splits predictions into what each row contributes. */
export function rowContributions(
  { actual, expected, predictedClass }: ScoredRows,
  classIndex: Int32Array,
  classes: number,
): RowContributions {
  const error = expected.map((value, row) => value - actual[row]!);
  return {
    classes,
    cell: predictedClass.map((predicted, row) => classIndex[row]! * classes + predicted),
    absoluteError: error.map(Math.abs),
    squaredError: error.map((value) => value * value),
  };
}

/** The interval metrics of the rows that `sample` lists (a row may come several times), in the order of {@link INTERVAL_METRICS}. */
export function sampleStatistics(rows: RowContributions, sample: Int32Array): number[] {
  const { classes, cell, absoluteError, squaredError } = rows;
  const counts = new Float64Array(classes * classes);
  let absolute = 0;
  let squared = 0;
  for (let position = 0; position < sample.length; position++) {
    const row = sample[position]!;
    const index = cell[row]!;
    counts[index] = counts[index]! + 1;
    absolute += absoluteError[row]!;
    squared += squaredError[row]!;
  }
  const confusion: Confusion = { classes, counts };
  const statistics: Record<IntervalMetric, number> = {
    accuracy: shareWithin(confusion, 0),
    withinOne: shareWithin(confusion, 1),
    mae: absolute / sample.length,
    rmse: Math.sqrt(squared / sample.length),
    macroF1: macroF1(confusion),
    quadraticKappa: quadraticKappa(confusion),
  };
  return INTERVAL_METRICS.map((metric) => statistics[metric]);
}
