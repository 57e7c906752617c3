import type { InteractionMatrix } from '../contracts/index.js';

/** A sparse matrix as compressed rows: the entries of row `r` are those from `rowStart[r]` to before `rowStart[r + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly rowStart: Int32Array;
  readonly column: Int32Array;
  readonly value: Float32Array;
}

/** The interactions as a matrix `[users, items]` of their weights; shares their memory. */
export function interactionWeights({
  users,
  items,
  rowStart,
  itemIndex,
  weight,
}: InteractionMatrix): SparseMatrix {
  return { rows: users, columns: items, rowStart, column: itemIndex, value: weight };
}

/** Columns become rows, entries in ascending order of their former row. */
export function transpose({ rows, columns, rowStart, column, value }: SparseMatrix): SparseMatrix {
  const start = new Int32Array(columns + 1);
  for (const index of column) start[index + 1]! += 1;
  for (let index = 0; index < columns; index++) start[index + 1]! += start[index]!;
  const next = start.slice(0, columns);
  const transposedColumn = new Int32Array(column.length);
  const transposedValue = new Float32Array(column.length);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const target = next[column[entry]!]!++;
      transposedColumn[target] = row;
      transposedValue[target] = value[entry]!;
    }
  }
  return { rows: columns, columns: rows, rowStart: start, column: transposedColumn, value: transposedValue };
}
