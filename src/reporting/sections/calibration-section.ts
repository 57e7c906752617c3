import type { CalibrationReport } from '../../evaluation/calibration.js';
import { decimal, percent } from '../format.js';
import { columns, keyValueTable, type Section } from './types.js';

/** How far the probabilities can be believed. */
export function calibrationSection({ temperature, interval, before, ...after }: CalibrationReport): Section {
  return {
    id: 'calibration',
    title: 'How far the probabilities can be believed',
    paragraphs: [
      'The expected calibration error is the mean distance between the probability of the predicted rating and the share of right predictions, over 15 bins of equal width; by rating, it is taken over the probabilities of every rating. Temperature and intervals were fitted to the validation rows, which also stopped the training, and are measured here on the test rows.',
    ],
    plots: ['reliability'],
    tables: [
      {
        caption: `Probabilities (temperature ${decimal(temperature)}; above 1: the model was too sure of itself)`,
        columns: columns('lower is better', 'before>', 'calibrated>'),
        rows: [
          ['expected calibration error', percent(before.error), percent(after.error)],
          ['the same by rating', percent(before.classwiseError), percent(after.classwiseError)],
          ['Brier score', decimal(before.brier), decimal(after.brier)],
          ['log loss', decimal(before.logLoss), decimal(after.logLoss)],
        ],
      },
      ...(interval
        ? [
            keyValueTable('Prediction intervals', [
              ['fitted to hold the true rating of', percent(interval.coverage)],
              ['hold it in, of the test rows', percent(interval.measured)],
              ['mean number of ratings in an interval', decimal(interval.meanRatings)],
            ]),
          ]
        : []),
    ],
  };
}
