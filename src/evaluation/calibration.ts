import { positionRange } from '../training/calibration/ordinal-sets.js';
import { applyTemperature } from '../training/calibration/temperature.js';
import type { Calibration } from '../training/rating-model.js';
import type { EmbeddingMatrix } from '../types.js';
import { brierScore } from './metrics/brier-score.js';
import {
  classwiseCalibrationError,
  expectedCalibrationError,
  reliabilityBins,
} from './metrics/calibration-error.js';
import { logLoss } from './metrics/log-loss.js';

/** Rows whose most probable rating has a probability within one of the bins of equal width. */
export interface ReportedBin {
  readonly rows: number;
  /** Mean probability of the most probable rating; the middle of the bin when it is empty. */
  readonly confidence: number;
  /** Share of rows where that rating was the true one; null when the bin is empty. */
  readonly accuracy: number | null;
}

/** How good probabilities are, measured on test rows; 0 is best in all of them. */
export interface ProbabilityQuality {
  /** Expected calibration error of the most probable rating, over 15 bins of equal width. */
  readonly error: number;
  /** The same for every rating, averaged over the ratings. */
  readonly classwiseError: number;
  /** From 0 to 2. */
  readonly brier: number;
  /** Mean negative log-likelihood in nats. */
  readonly logLoss: number;
  /** 15 bins of equal width, ascending. */
  readonly bins: readonly ReportedBin[];
}

/** How far the probabilities of a model can be believed: as calibrated, and `before`, as the head gave them. */
export interface CalibrationReport extends ProbabilityQuality {
  readonly temperature: number;
  readonly before: ProbabilityQuality;
  readonly interval?: {
    /** Share of true ratings that the intervals were fitted to hold, and do hold. */
    readonly coverage: number;
    readonly measured: number;
    /** Mean number of ratings in an interval. */
    readonly meanRatings: number;
  };
}

/**
 * Measures calibrated probabilities of test rows `[rows, classes]` and the intervals that go with them. What the head gave is worked out from
 * them with the inverse temperature, so that nothing is predicted twice.
 */
export function measureCalibration(
  probabilities: EmbeddingMatrix,
  classIndex: Int32Array,
  { temperature, interval }: Calibration,
): CalibrationReport {
  return {
    temperature,
    ...qualityOf(probabilities, classIndex),
    before: qualityOf(applyTemperature(probabilities, 1 / temperature), classIndex),
    ...(interval && {
      interval: {
        coverage: interval.coverage,
        ...measureIntervals(probabilities, classIndex, interval.threshold),
      },
    }),
  };
}

function qualityOf(probabilities: EmbeddingMatrix, classIndex: Int32Array): ProbabilityQuality {
  const bins = reliabilityBins(probabilities, classIndex);
  return {
    error: expectedCalibrationError(bins),
    classwiseError: classwiseCalibrationError(probabilities, classIndex),
    brier: brierScore(probabilities, classIndex),
    logLoss: logLoss(probabilities, classIndex),
    bins: bins.map(({ accuracy, ...bin }) => ({ ...bin, accuracy: bin.rows === 0 ? null : accuracy })),
  };
}

function measureIntervals(
  { data, dimensions }: EmbeddingMatrix,
  classIndex: Int32Array,
  threshold: number,
): { readonly measured: number; readonly meanRatings: number } {
  let held = 0;
  let ratings = 0;
  classIndex.forEach((target, row) => {
    const { low, high } = positionRange(data.subarray(row * dimensions, (row + 1) * dimensions), threshold);
    if (target >= low && target <= high) held++;
    ratings += high - low + 1;
  });
  return { measured: held / classIndex.length, meanRatings: ratings / classIndex.length };
}
