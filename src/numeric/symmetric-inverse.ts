import { throwIfAborted } from '../util/abort.js';
import type { MatrixProduct } from './matrix-product.js';
import { invertSmall } from './small-inverse.js';
import { addUpper, gatherColumns, mirrorUpper, scatterColumns } from './symmetric-blocks.js';

/** Rows up to which a matrix is inverted number by number. */
const SMALL = 64;
/** Rows of a block: wide ones make products efficient, narrow ones keep down what is done number by number. */
const WIDE_BLOCK = 512;
const NARROW_BLOCK = 64;
const NARROW_UP_TO = 1024;
/** Rows of a tile of the products that are subtracted. */
const TILE_ROWS = 256;

/** What {@link invertSymmetric} is told beside the matrix. */
export interface InverseOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the rows are done. */
  readonly onRows?: ((done: number, total: number) => void) | undefined;
}

/**
 * Overwrites a symmetric positive definite matrix `[size, size]` with its inverse. Only the upper triangle is read. Blocked
 * symmetric sweeps: for each block of rows `K` in turn,
 *
 *     A_IJ -= A_IK inv(A_KK) A_KJ,   A_IK = A_IK inv(A_KK),   A_KK = -inv(A_KK)
 *
 * which leaves the negative inverse at the end and keeps symmetry, so that half of the numbers are enough: about
 * `size^3` operations, nearly all in matrix products, and memory for two blocks of columns and a tile beside the matrix.
 * Raises `ABORTED`, and a `RangeError` when the matrix is not positive definite as far as float32 can tell; the matrix
 * is then of no use any more.
 *
 * @see J. H. Goodnight, A tutorial on the SWEEP operator, The American Statistician 33 (1979)
 */
export async function invertSymmetric(
  matrix: Float32Array,
  size: number,
  product: MatrixProduct,
  { signal, onRows }: InverseOptions = {},
): Promise<void> {
  if (matrix.length !== size * size) {
    throw new TypeError(
      `A matrix of ${size} rows and columns holds ${size * size} numbers, not ${matrix.length}.`,
    );
  }
  const diagonal = Float32Array.from({ length: size }, (_, row) => matrix[row * size + row]!);
  await invertUpper({ matrix, size, diagonal, firstRow: 0, product, signal, onRows });
  mirrorUpper(matrix, size);
}

interface Task extends InverseOptions {
  readonly matrix: Float32Array;
  readonly size: number;
  /** The diagonal of these rows before any elimination, by which pivots are judged. */
  readonly diagonal: Float32Array;
  /** Row of the whole matrix at which these begin. */
  readonly firstRow: number;
  readonly product: MatrixProduct;
}

/** The inverse in the upper triangle. */
async function invertUpper(task: Task): Promise<void> {
  const { matrix, size, diagonal, firstRow, signal, onRows } = task;
  if (size <= SMALL) {
    invertSmall(matrix, size, diagonal, firstRow);
    return;
  }
  const block = size <= NARROW_UP_TO ? NARROW_BLOCK : WIDE_BLOCK;
  const panels = {
    columns: new Float32Array(size * block),
    solved: new Float32Array(size * block),
    tile: new Float32Array(TILE_ROWS * size),
  };
  for (let from = 0; from < size; from += block) {
    throwIfAborted(signal);
    const to = Math.min(size, from + block);
    await sweep(task, from, to, panels);
    onRows?.(to, size);
  }
  for (let index = 0; index < matrix.length; index++) matrix[index] = -matrix[index]!;
}

interface Panels {
  /** The columns of the block `[size, block]`, and the same times the inverse of its diagonal block. */
  readonly columns: Float32Array;
  readonly solved: Float32Array;
  readonly tile: Float32Array;
}

/** One block of rows and columns, from `from` to before `to`. */
async function sweep(task: Task, from: number, to: number, panels: Panels): Promise<void> {
  const { matrix, size, diagonal, firstRow, product, signal } = task;
  const width = to - from;
  const columns = panels.columns.subarray(0, size * width);
  const solved = panels.solved.subarray(0, size * width);
  gatherColumns(matrix, size, from, to, columns);
  const inverse = columns.slice(from * width, to * width);
  // Rows of the block take no part in the subtraction.
  columns.fill(0, from * width, to * width);
  await invertUpper({
    matrix: inverse,
    size: width,
    diagonal: diagonal.subarray(from, to),
    firstRow: firstRow + from,
    product,
    signal,
  });
  mirrorUpper(inverse, width);
  await product.multiply(columns, size, inverse, width, width, solved);
  for (let row = 0; row < size; row += TILE_ROWS) {
    throwIfAborted(signal);
    const end = Math.min(size, row + TILE_ROWS);
    const tile = await product.timesTransposed(
      columns.subarray(row * width, end * width),
      end - row,
      solved.subarray(row * width),
      size - row,
      width,
      panels.tile.subarray(0, (end - row) * (size - row)),
    );
    addUpper(matrix, size, row, end, tile, -1);
  }
  for (let index = 0; index < inverse.length; index++) inverse[index] = -inverse[index]!;
  solved.set(inverse, from * width);
  scatterColumns(matrix, size, from, to, solved);
}
