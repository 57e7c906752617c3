import type { EmbeddingMatrix, StoredMatrix } from '../types.js';

/**
 * Writes matrix row `rows[i]` to `target[i * dimensions ...]`, and zeros where `rows[i]` is -1. Memory is copied before the call returns.
 */
export async function readMatrix(
  matrix: EmbeddingMatrix | StoredMatrix,
  rows: Int32Array,
  target: Float32Array,
): Promise<void> {
  if (!('data' in matrix)) return matrix.read(rows, target);
  const { data, dimensions } = matrix;
  rows.forEach((row, position) => {
    const offset = position * dimensions;
    if (row < 0) target.fill(0, offset, offset + dimensions);
    else target.set(data.subarray(row * dimensions, (row + 1) * dimensions), offset);
  });
}

/** Rows that are read at once where a whole matrix is gone through. */
const ROWS_AT_ONCE = 512;

/**
 * Goes through the given matrix rows in order, with no more than some hundred of them in memory. `vector` is overwritten later.
 */
export async function forEachVector(
  matrix: EmbeddingMatrix | StoredMatrix,
  rows: Int32Array,
  visit: (vector: Float32Array, position: number) => void,
): Promise<void> {
  const { dimensions } = matrix;
  if ('data' in matrix) {
    rows.forEach((row, position) => {
      visit(matrix.data.subarray(row * dimensions, (row + 1) * dimensions), position);
    });
    return;
  }
  const buffer = new Float32Array(Math.min(ROWS_AT_ONCE, rows.length) * dimensions);
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const part = rows.subarray(start, start + ROWS_AT_ONCE);
    await matrix.read(part, buffer);
    part.forEach((_, i) => {
      visit(buffer.subarray(i * dimensions, (i + 1) * dimensions), start + i);
    });
  }
}
