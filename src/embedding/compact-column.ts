import type { ModalityColumn } from '../types.js';

/** The column with a matrix that holds the vectors of its own rows only, in the order in which they are first used. */
export function compactColumn(column: ModalityColumn): ModalityColumn {
  const { matrix, rowIndex } = column;
  const { dimensions } = matrix;
  const places = new Map<number, number>();
  const compact = rowIndex.map((row) => {
    if (row < 0) return -1;
    const place = places.get(row) ?? places.size;
    places.set(row, place);
    return place;
  });
  const data = new Float32Array(places.size * dimensions);
  for (const [row, place] of places) {
    data.set(matrix.data.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  }
  return { ...column, matrix: { data, rows: places.size, dimensions }, rowIndex: compact };
}
