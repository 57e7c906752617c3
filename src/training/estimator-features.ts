import type { EmbeddingMatrix, RatingColumn } from '../types.js';
import { forEachVector } from './read-matrix.js';
import type { Standardization } from './standardization.js';

/**
 * The matrix an estimator head sees: the standardised modalities side by side (zeros where one is absent), then one
 * presence column per modality.
 */
export async function estimatorFeatures(
  columns: readonly RatingColumn[],
  standardizations: readonly Standardization[],
  rows: Int32Array,
): Promise<EmbeddingMatrix> {
  const width = columns.reduce((sum, { matrix }) => sum + matrix.dimensions, 0);
  const dimensions = width + columns.length;
  const data = new Float32Array(rows.length * dimensions);
  let offset = 0;
  for (const [c, { matrix, rowIndex }] of columns.entries()) {
    const { mean, scale } = standardizations[c]!;
    const present = Int32Array.from(rows.keys()).filter((position) => rowIndex[rows[position]!]! >= 0);
    await forEachVector(
      matrix,
      present.map((position) => rowIndex[rows[position]!]!),
      (vector, p) => {
        const target = present[p]! * dimensions;
        vector.forEach((value, d) => {
          data[target + offset + d] = (value - mean[d]!) * scale[d]!;
        });
        data[target + width + c] = 1;
      },
    );
    offset += matrix.dimensions;
  }
  return { data, rows: rows.length, dimensions };
}
