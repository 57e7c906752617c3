import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';
import { multiplySparse, type SparseMatrix } from './sparse-matrix.js';

const COLUMNS_AT_ONCE = 96;

/** Sparse times dense `[columns, width]`: `[rows, width]`. */
export function multiplied(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const result = new Float64Array(matrix.rows * width);
  multiplySparse(matrix, dense, width, result);
  return result;
}

/** Visits the columns of a row-major `[rows, width]` matrix, some at a time; other work and aborts come in between. */
export async function byColumns(
  data: Float64Array,
  width: number,
  signal: AbortSignal | undefined,
  visit: (block: Float64Array, first: number, blockWidth: number) => void,
): Promise<void> {
  const rows = data.length / width;
  for (let first = 0; first < width; first += COLUMNS_AT_ONCE) {
    await nextTurn();
    throwIfAborted(signal);
    const blockWidth = Math.min(COLUMNS_AT_ONCE, width - first);
    const block = new Float64Array(rows * blockWidth);
    for (let row = 0; row < rows; row++) {
      const from = row * width + first;
      block.set(data.subarray(from, from + blockWidth), row * blockWidth);
    }
    visit(block, first, blockWidth);
  }
}

/** Puts a block of columns back where {@link byColumns} took it from. */
export function writeColumns(
  block: Float64Array,
  blockWidth: number,
  target: Float64Array | Float32Array,
  width: number,
  first: number,
): void {
  for (let row = 0; row < block.length / blockWidth; row++) {
    target.set(block.subarray(row * blockWidth, (row + 1) * blockWidth), row * width + first);
  }
}

/** `S Sᵀ Q`, some columns at a time, so that `Sᵀ Q` never exists as a whole. `transposed` is `Sᵀ`. */
export async function multiplySquare(
  matrix: SparseMatrix,
  transposed: SparseMatrix,
  { data, width }: { readonly data: Float64Array; readonly width: number },
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const result = new Float64Array(matrix.rows * width);
  await byColumns(data, width, signal, (block, first, blockWidth) => {
    const image = multiplied(matrix, multiplied(transposed, block, blockWidth), blockWidth);
    writeColumns(image, blockWidth, result, width, first);
  });
  return result;
}
