import type { RatingColumn } from '../types.js';
import { forEachVector } from './read-matrix.js';

/** Shift and factor of every dimension of one modality. */
export interface Standardization {
  readonly mean: Float32Array;
  /** One over the standard deviation; 1 for constant dimensions, 0 for a modality that no training row has. */
  readonly scale: Float32Array;
}

/**
 * Mean and inverse standard deviation (population, as scikit-learn's `StandardScaler`) over the given rows where the
 * modality is present. A vector that several rows share counts once per row. A modality that no row has gets
 * factor 0: what was never seen in training must not sway a prediction.
 */
export async function fitStandardization(column: RatingColumn, rows: Int32Array): Promise<Standardization> {
  const { dimensions } = column.matrix;
  const uses = countUses(column, rows);
  const mean = await weightedMean(column, uses, (value) => value);
  const variance = await weightedMean(column, uses, (value, d) => (value - mean[d]!) ** 2);
  const scale = Float32Array.from({ length: dimensions }, (_, d) => {
    if (uses.total === 0) return 0;
    const deviation = Math.sqrt(variance[d]!);
    // Rounding leaves a constant dimension with a tiny deviation; dividing by it would blow up noise.
    return deviation > 1e-7 * Math.max(1, Math.abs(mean[d]!)) ? 1 / deviation : 1;
  });
  return { mean: Float32Array.from(mean), scale };
}

/** Leaves values as they are. */
export function identityStandardization(dimensions: number): Standardization {
  return { mean: new Float32Array(dimensions), scale: new Float32Array(dimensions).fill(1) };
}

/** Matrix rows that are used, ascending, and how often each is. */
interface Uses {
  readonly matrixRows: Int32Array;
  readonly counts: Float64Array;
  readonly total: number;
}

function countUses({ matrix, rowIndex }: RatingColumn, rows: Int32Array): Uses {
  const counts = new Float64Array(matrix.rows);
  for (const row of rows) {
    const index = rowIndex[row]!;
    if (index >= 0) counts[index]!++;
  }
  const matrixRows = Int32Array.from(counts.keys()).filter((row) => counts[row]! > 0);
  const used = Float64Array.from(matrixRows, (row) => counts[row]!);
  return { matrixRows, counts: used, total: used.reduce((sum, count) => sum + count, 0) };
}

async function weightedMean(
  { matrix }: RatingColumn,
  { matrixRows, counts, total }: Uses,
  toValue: (value: number, dimension: number) => number,
): Promise<Float64Array> {
  const { dimensions } = matrix;
  const mean = new Float64Array(dimensions);
  if (total === 0) return mean;
  await forEachVector(matrix, matrixRows, (vector, position) => {
    const count = counts[position]!;
    for (let d = 0; d < dimensions; d++) mean[d]! += count * toValue(vector[d]!, d);
  });
  return mean.map((sum) => sum / total);
}
