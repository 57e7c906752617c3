import type { CalibrationReport } from '../../evaluation/calibration.js';
import { decimal, percent } from '../format.js';
import { keyValueTable, type Section } from './types.js';

/** How far the probabilities can be believed. */
export function calibrationSection({
  temperature,
  error,
  errorBefore,
  interval,
}: CalibrationReport): Section {
  return {
    id: 'calibration',
    title: 'How far the probabilities can be believed',
    paragraphs: [
      'The expected calibration error is the mean distance between the probability of the predicted rating and the share of right predictions, over bins of equal width. Temperature and intervals were fitted to the validation rows and are measured here on the test rows.',
    ],
    plots: ['reliability'],
    tables: [
      keyValueTable('Calibration', [
        ['temperature (above 1: the model was too sure of itself)', decimal(temperature)],
        ['expected calibration error', percent(error)],
        ['the same before calibration', percent(errorBefore)],
        ...(interval
          ? ([
              ['prediction intervals were fitted to hold', percent(interval.coverage)],
              ['and hold, of the test rows', percent(interval.measured)],
              ['mean number of ratings in an interval', decimal(interval.meanRatings)],
            ] as const)
          : []),
      ]),
    ],
  };
}
