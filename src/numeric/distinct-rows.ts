import type { ModalityColumn } from '../types.js';

/** The vectors that the items of a column have, each once, in the order of the first item that has it. */
export interface DistinctRows {
  /** `[rows, dimensions]`; the matrix of the column itself where its order is the same. */
  readonly data: Float32Array;
  readonly rows: number;
  readonly dimensions: number;
  /** 1 / length of every row; NaN for a zero vector, so that no comparison with its similarities holds. */
  readonly inverseLength: Float64Array;
  /** Row of every item, -1 without one. */
  readonly rowOfItem: Int32Array;
  /** The items of row `r`, ascending, from `itemStart[r]` to before `itemStart[r + 1]`. */
  readonly itemStart: Int32Array;
  readonly item: Int32Array;
}

interface Remembered {
  readonly rowIndex: Int32Array;
  readonly distinct: WeakRef<DistinctRows>;
}

// Lengths of tens of millions of numbers are worth keeping for as long as somebody else keeps the rows.
const remembered = new WeakMap<Float32Array, Remembered>();

/** The distinct rows of a column; the same object for the same matrix and items, where it is still held. */
export function distinctRows(column: ModalityColumn): DistinctRows {
  const known = remembered.get(column.matrix.data);
  const earlier = known?.rowIndex === column.rowIndex ? known.distinct.deref() : undefined;
  if (earlier !== undefined) return earlier;
  const distinct = findRows(column);
  remembered.set(column.matrix.data, { rowIndex: column.rowIndex, distinct: new WeakRef(distinct) });
  return distinct;
}

function findRows({ matrix, rowIndex }: ModalityColumn): DistinctRows {
  const { dimensions } = matrix;
  const place = new Int32Array(matrix.rows).fill(-1);
  const source: number[] = [];
  const rowOfItem = rowIndex.map((row) => {
    if (row < 0) return -1;
    if (place[row] === -1) place[row] = source.push(row) - 1;
    return place[row]!;
  });
  const rows = source.length;
  const itemStart = new Int32Array(rows + 1);
  for (const row of rowOfItem) if (row >= 0) itemStart[row + 1]! += 1;
  for (let row = 0; row < rows; row++) itemStart[row + 1]! += itemStart[row]!;
  const next = itemStart.slice(0, rows);
  const item = new Int32Array(itemStart[rows]!);
  for (const [index, row] of rowOfItem.entries()) if (row >= 0) item[next[row]!++] = index;
  const data = gather(matrix.data, source, dimensions);
  const inverseLength = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let squares = 0;
    for (let at = row * dimensions; at < (row + 1) * dimensions; at++) squares += data[at]! * data[at]!;
    inverseLength[row] = squares > 0 ? 1 / Math.sqrt(squares) : Number.NaN;
  }
  return { data, rows, dimensions, inverseLength, rowOfItem, itemStart, item };
}

/** Rows of a matrix in another order; the matrix itself where it is the same order from its start. */
function gather(data: Float32Array, source: readonly number[], dimensions: number): Float32Array {
  const size = source.length * dimensions;
  if (source.every((row, place) => row === place)) return data.subarray(0, size);
  const gathered = new Float32Array(size);
  for (const [place, row] of source.entries()) {
    gathered.set(data.subarray(row * dimensions, (row + 1) * dimensions), place * dimensions);
  }
  return gathered;
}
