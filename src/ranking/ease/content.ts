import type { ModalityColumn } from '../../types.js';

/**
 * Puts the embeddings of items side by side, `[items, width]`: those of each modality less `means` and scaled to length
 * 1, so that every modality counts alike whatever the encoder's scale; zeros where an item lacks it. The
 * product of two rows is the sum of their cosine similarities over the modalities that both have.
 */
export function contentRows(
  columns: readonly ModalityColumn[],
  items: ArrayLike<number>,
  means: Float32Array,
): Float32Array {
  const width = means.length;
  const rows = new Float32Array(items.length * width);
  let offset = 0;
  for (const { matrix, rowIndex } of columns) {
    const { data, dimensions } = matrix;
    for (let place = 0; place < items.length; place++) {
      const row = rowIndex[items[place]!]!;
      if (row < 0) continue;
      const start = place * width + offset;
      let squares = 0;
      for (let d = 0; d < dimensions; d++) {
        const value = data[row * dimensions + d]! - means[offset + d]!;
        rows[start + d] = value;
        squares += value * value;
      }
      // An embedding that equals the mean points nowhere.
      const scale = squares === 0 ? 0 : 1 / Math.sqrt(squares);
      for (let d = 0; d < dimensions; d++) rows[start + d]! *= scale;
    }
    offset += dimensions;
  }
  return rows;
}

/** The mean embedding of each modality over the items that have it, side by side. */
export function contentMeans(columns: readonly ModalityColumn[], items: ArrayLike<number>): Float32Array {
  const means = new Float32Array(columns.reduce((width, { matrix }) => width + matrix.dimensions, 0));
  let offset = 0;
  for (const { matrix, rowIndex } of columns) {
    const { data, dimensions } = matrix;
    const sums = new Float64Array(dimensions);
    let count = 0;
    for (let place = 0; place < items.length; place++) {
      const row = rowIndex[items[place]!]!;
      if (row < 0) continue;
      count += 1;
      for (let d = 0; d < dimensions; d++) sums[d]! += data[row * dimensions + d]!;
    }
    for (let d = 0; d < dimensions && count > 0; d++) means[offset + d] = sums[d]! / count;
    offset += dimensions;
  }
  return means;
}
