import { RecommenderError } from '../errors.js';
import type { EmbeddingMatrix, RatingScale } from '../types.js';
import { classCount } from '../util/rating-scale.js';

/** How far the sum of a row of probabilities may be from 1. */
const SUM_TOLERANCE = 1e-3;

/**
 * Metrics fail on what they cannot score; nothing is skipped.
 *
 * Raises `NO_ROWS` without rows, `DIMENSION_MISMATCH` when shapes disagree, `RATING_OFF_SCALE` when a target is no
 * position of the scale, `INVALID_EMBEDDING` when a row is no distribution (a value that is missing, negative or not
 * finite, or a sum further than 1e-3 from 1).
 */
export function checkPredictions(
  owner: string,
  probabilities: EmbeddingMatrix,
  classIndex: Int32Array,
  scale: RatingScale,
): void {
  const classes = classCount(scale);
  checkClassIndex(owner, classIndex, scale);
  const { data, rows, dimensions } = probabilities;
  if (rows !== classIndex.length || dimensions !== classes || data.length !== rows * dimensions) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${owner}: expected probabilities of shape [${classIndex.length}, ${classes}] (a row per target, a column per rating), ` +
        `got [${rows}, ${dimensions}] with ${data.length} values. Pass one score for every row and rating.`,
      { data: { rows, dimensions, values: data.length, expectedRows: classIndex.length, classes } },
    );
  }
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let index = 0; index < dimensions; index++) {
      const probability = data[row * dimensions + index]!;
      if (!(probability >= 0))
        throw notADistribution(owner, row, `the value ${probability} at class ${index}`);
      sum += probability;
    }
    if (!(Math.abs(sum - 1) <= SUM_TOLERANCE)) throw notADistribution(owner, row, `the sum ${sum}`);
  }
}

/** Raises `NO_ROWS` on an empty list and `RATING_OFF_SCALE` on a target that is no position of the scale. */
export function checkClassIndex(owner: string, classIndex: Int32Array, scale: RatingScale): void {
  const classes = classCount(scale);
  if (classIndex.length === 0) {
    throw new RecommenderError(
      'NO_ROWS',
      `${owner}: expected at least one row, got none. Keep rows for this part.`,
    );
  }
  const row = classIndex.findIndex((index) => index < 0 || index >= classes);
  if (row >= 0) {
    throw new RecommenderError(
      'RATING_OFF_SCALE',
      `${owner}: expected targets from 0 to ${classes - 1} (positions on the rating scale), got ${classIndex[row]} in row ${row}. ` +
        'Drop that row or change the scale.',
      { data: { row, classIndex: classIndex[row], classes } },
    );
  }
}

function notADistribution(owner: string, row: number, found: string): RecommenderError {
  return new RecommenderError(
    'INVALID_EMBEDDING',
    `${owner}: expected probabilities (finite, not negative, summing to 1 within ${SUM_TOLERANCE}), got ${found} in row ${row}. ` +
      'Every row must be scored; check the decoding of the rating head.',
    { data: { row } },
  );
}
