import { RecommenderError } from '../errors.js';

/** How rows of each rating count in the loss. */
export type ClassWeighting = 'balanced' | 'none' | readonly number[];

/**
 * One weight per class. `balanced` is scikit-learn's `compute_class_weight`: rows / (classes present * rows of the
 * class), and 0 for classes without a training row. Raises `ONE_CLASS` when all rows share one rating (nothing can
 * be learned) and `INVALID_OPTIONS` when a given list does not fit the scale.
 */
export function classWeights(
  classIndex: Int32Array,
  rows: Int32Array,
  classes: number,
  weighting: ClassWeighting,
): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const row of rows) {
    const index = classIndex[row]!;
    if (!(index >= 0 && index < classes)) {
      throw new RecommenderError(
        'RATING_OFF_SCALE',
        `Training row ${row} has class ${index}; expected 0 to ${classes - 1}. Remove ratings outside the scale.`,
      );
    }
    counts[index]!++;
  }
  const present = counts.filter((count) => count > 0).length;
  if (present < 2) {
    const only = counts.findIndex((count) => count > 0);
    throw new RecommenderError(
      'ONE_CLASS',
      `All ${rows.length} training rows have the same rating (position ${only} of ${classes} on the scale); ` +
        'at least two different ratings are needed. Use more or other rows.',
      { data: { classIndex: only, rows: rows.length } },
    );
  }
  if (weighting === 'none') return new Array<number>(classes).fill(1);
  if (weighting === 'balanced') {
    return counts.map((count) => (count === 0 ? 0 : rows.length / (present * count)));
  }
  if (weighting.length !== classes) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `training: classWeights has ${weighting.length} numbers, but the scale has ${classes} ratings.`,
    );
  }
  return [...weighting];
}
