import type { EmbeddingMatrix } from '../../types.js';

/** Positions on the scale, both included. */
export interface PositionRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Ordinal adaptive prediction sets (Lu, Angelopoulos and Pomerantz 2022): starting from the most probable position, the more probable
 * neighbour joins, and the score of a position is the probability of the set when it has joined. Nothing is randomised, so that the sets are
 * rather too large than too small and the same every time. The score of the whole scale is exactly 1 for every row.
 */
export function positionScores(row: Float32Array): Float64Array {
  const scores = new Float64Array(row.length);
  let low = row.indexOf(row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  let high = low;
  let mass = row[low]!;
  scores[low] = mass;
  while (high - low + 1 < row.length) {
    const below = row[low - 1] ?? Number.NEGATIVE_INFINITY;
    const above = row[high + 1] ?? Number.NEGATIVE_INFINITY;
    const joined = below >= above ? --low : ++high;
    mass += row[joined]!;
    scores[joined] = mass;
  }
  // float32 rows sum to 1 only nearly, and a threshold close to 1 would split them by their rounding.
  return scores.map((score) => score / mass);
}

/**
 * The score that a share `coverage` of rows like these stays below: the `ceil((n + 1) coverage)`-th smallest score of their true positions
 * (split conformal prediction, Vovk et al. 2005). Infinite, for the whole scale, when there are too few rows.
 */
export function scoreThreshold(
  probabilities: EmbeddingMatrix,
  classIndex: Int32Array,
  coverage: number,
): number {
  const { rows, dimensions, data } = probabilities;
  const scores = Float64Array.from(classIndex, (target, row) => {
    return positionScores(data.subarray(row * dimensions, (row + 1) * dimensions))[target]!;
  }).sort();
  const rank = Math.ceil((rows + 1) * coverage);
  return rank > rows ? Number.POSITIVE_INFINITY : scores[rank - 1]!;
}

/** All positions whose score is no larger than the threshold: neighbours, and at least the most probable one. */
export function positionRange(row: Float32Array, threshold: number): PositionRange {
  const scores = positionScores(row);
  const lowest = Math.min(...scores);
  const inside = [...scores.keys()].filter((position) => scores[position]! <= Math.max(threshold, lowest));
  return { low: inside[0]!, high: inside.at(-1)! };
}
