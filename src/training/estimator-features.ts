import type { EmbeddingMatrix, ModalityColumn } from '../types.js';
import type { Standardization } from './standardization.js';

/**
 * The matrix an estimator head sees: the standardised modalities side by side (zeros where one is absent), then one
 * presence column per modality.
 */
export function estimatorFeatures(
  columns: readonly ModalityColumn[],
  standardizations: readonly Standardization[],
  rows: Int32Array,
): EmbeddingMatrix {
  const width = columns.reduce((sum, { matrix }) => sum + matrix.dimensions, 0);
  const dimensions = width + columns.length;
  const data = new Float32Array(rows.length * dimensions);
  let offset = 0;
  columns.forEach(({ matrix, rowIndex }, c) => {
    const { mean, scale } = standardizations[c]!;
    rows.forEach((row, position) => {
      const index = rowIndex[row]!;
      if (index < 0) return;
      const target = position * dimensions;
      for (let d = 0; d < matrix.dimensions; d++) {
        const value = matrix.data[index * matrix.dimensions + d]!;
        data[target + offset + d] = (value - mean[d]!) * scale[d]!;
      }
      data[target + width + c] = 1;
    });
    offset += matrix.dimensions;
  });
  return { data, rows: rows.length, dimensions };
}
