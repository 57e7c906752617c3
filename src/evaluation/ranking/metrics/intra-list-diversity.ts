import type { EmbeddingMatrix, ModalityColumn } from '../../../types.js';

/**
 * How unlike the items of a list are: 1 minus the mean cosine similarity of their pairs (Smyth and McClave 2001; as
 * "intra-list similarity" in Ziegler et al. 2005). 0 when all point the same way, 1 when they have nothing in common.
 * Items without the modality take no part; a zero vector is similar to nothing.
 *
 * @param list items, best first
 * @param column one row index per item
 * @param ks lengths of the lists, ascending: the first `k` items each
 * @param norms length of every matrix row, to be worked out once when many lists are measured
 * @returns one value per `k`; NaN where fewer than two items have the modality
 */
export function intraListDiversity(
  list: Int32Array,
  { matrix, rowIndex }: ModalityColumn,
  ks: readonly number[],
  norms: Float64Array = rowNorms(matrix),
): Float64Array {
  const { data, dimensions } = matrix;
  // Unit vectors u: the cosines of all ordered pairs add up to |sum u|^2 - sum |u|^2, so no pair is visited.
  const sum = new Float64Array(dimensions);
  let squares = 0;
  let present = 0;
  const values = new Float64Array(ks.length);
  let position = 0;
  for (const [index, k] of ks.entries()) {
    for (; position < Math.min(k, list.length); position++) {
      const row = rowIndex[list[position]!]!;
      if (row < 0) continue;
      present += 1;
      const norm = norms[row]!;
      if (norm === 0) continue;
      squares += 1;
      const start = row * dimensions;
      for (let axis = 0; axis < dimensions; axis++) sum[axis]! += data[start + axis]! / norm;
    }
    let total = 0;
    for (let axis = 0; axis < dimensions; axis++) total += sum[axis]! * sum[axis]!;
    values[index] = present < 2 ? Number.NaN : 1 - (total - squares) / (present * (present - 1));
  }
  return values;
}

/** Euclidean length of every row. */
export function rowNorms({ data, rows, dimensions }: EmbeddingMatrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let squares = 0;
    for (let index = row * dimensions; index < (row + 1) * dimensions; index++)
      squares += data[index]! * data[index]!;
    return Math.sqrt(squares);
  });
}
