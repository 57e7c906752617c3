import { positionRange } from '../training/calibration/ordinal-sets.js';
import { applyTemperature } from '../training/calibration/temperature.js';
import type { Calibration } from '../training/rating-model.js';
import type { EmbeddingMatrix } from '../types.js';
import {
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from './metrics/calibration-error.js';

/** How far the probabilities of a model can be believed, measured on test rows. */
export interface CalibrationReport {
  readonly temperature: number;
  /** Expected calibration error of the calibrated probabilities, and of those that the head gave. */
  readonly error: number;
  readonly errorBefore: number;
  /** Bins of equal width, ascending; empty ones hold 0 rows and no accuracy. */
  readonly bins: readonly (Omit<ReliabilityBin, 'accuracy'> & { readonly accuracy: number | null })[];
  readonly interval?: {
    /** Share of true ratings that the intervals were fitted to hold, and do hold. */
    readonly coverage: number;
    readonly measured: number;
    /** Mean number of ratings in an interval. */
    readonly meanRatings: number;
  };
}

/** Measures calibrated probabilities of test rows `[rows, classes]` and the intervals that go with them. */
export function measureCalibration(
  probabilities: EmbeddingMatrix,
  classIndex: Int32Array,
  { temperature, interval }: Calibration,
): CalibrationReport {
  const bins = reliabilityBins(probabilities, classIndex);
  const before = applyTemperature(probabilities, 1 / temperature);
  return {
    temperature,
    error: expectedCalibrationError(bins),
    errorBefore: expectedCalibrationError(reliabilityBins(before, classIndex)),
    bins: bins.map(({ accuracy, ...bin }) => ({ ...bin, accuracy: bin.rows === 0 ? null : accuracy })),
    ...(interval && {
      interval: {
        coverage: interval.coverage,
        ...measureIntervals(probabilities, classIndex, interval.threshold),
      },
    }),
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
