import type { ModalityColumn } from '../types.js';

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
export function fitStandardization(column: ModalityColumn, rows: Int32Array): Standardization {
  const { dimensions } = column.matrix;
  const uses = countUses(column, rows);
  const total = uses.reduce((sum, count) => sum + count, 0);
  const mean = weightedMean(column, uses, total, (value) => value);
  const variance = weightedMean(column, uses, total, (value, d) => (value - mean[d]!) ** 2);
  const scale = Float32Array.from({ length: dimensions }, (_, d) => {
    if (total === 0) return 0;
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

function countUses(column: ModalityColumn, rows: Int32Array): Float64Array {
  const uses = new Float64Array(column.matrix.rows);
  for (const row of rows) {
    const index = column.rowIndex[row]!;
    if (index >= 0) uses[index]!++;
  }
  return uses;
}

function weightedMean(
  { matrix: { data, dimensions } }: ModalityColumn,
  uses: Float64Array,
  total: number,
  toValue: (value: number, dimension: number) => number,
): Float64Array {
  const mean = new Float64Array(dimensions);
  if (total === 0) return mean;
  uses.forEach((count, row) => {
    if (count === 0) return;
    for (let d = 0; d < dimensions; d++) mean[d]! += count * toValue(data[row * dimensions + d]!, d);
  });
  return mean.map((sum) => sum / total);
}
