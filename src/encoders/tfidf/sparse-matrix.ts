/** Compressed sparse rows: row `i` has its entries at positions `rowStart[i]` up to `rowStart[i + 1]`. */
export interface SparseMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly rowStart: Int32Array;
  /** Column of every entry, ascending within a row. */
  readonly column: Int32Array;
  readonly value: Float64Array;
}

/** Rows become columns. */
export function transpose(matrix: SparseMatrix): SparseMatrix {
  const { rows, columns, rowStart, column, value } = matrix;
  const start = new Int32Array(columns + 1);
  for (let entry = 0; entry < column.length; entry++) start[column[entry]! + 1]!++;
  for (let index = 0; index < columns; index++) start[index + 1]! += start[index]!;
  const next = start.slice(0, columns);
  const transposedColumn = new Int32Array(column.length);
  const transposedValue = new Float64Array(column.length);
  for (let row = 0; row < rows; row++) {
    for (let entry = rowStart[row]!; entry < rowStart[row + 1]!; entry++) {
      const position = next[column[entry]!]!++;
      transposedColumn[position] = row;
      transposedValue[position] = value[entry]!;
    }
  }
  return {
    rows: columns,
    columns: rows,
    rowStart: start,
    column: transposedColumn,
    value: transposedValue,
  };
}

/**
 * Sparse `[rows, columns]` times dense row-major `[columns, width]` into `result` `[rows, width]`. Four entries at a
 * time, so that the result's row is loaded and stored a quarter as often.
 */
export function multiplySparse(
  { rows, rowStart, column, value }: SparseMatrix,
  dense: Float64Array,
  width: number,
  result: Float64Array,
): void {
  result.fill(0);
  for (let row = 0; row < rows; row++) {
    const out = row * width;
    const end = rowStart[row + 1]!;
    let entry = rowStart[row]!;
    for (; entry + 3 < end; entry += 4) {
      const v0 = value[entry]!;
      const v1 = value[entry + 1]!;
      const v2 = value[entry + 2]!;
      const v3 = value[entry + 3]!;
      const d0 = column[entry]! * width;
      const d1 = column[entry + 1]! * width;
      const d2 = column[entry + 2]! * width;
      const d3 = column[entry + 3]! * width;
      for (let i = 0; i < width; i++) {
        result[out + i]! +=
          v0 * dense[d0 + i]! + v1 * dense[d1 + i]! + v2 * dense[d2 + i]! + v3 * dense[d3 + i]!;
      }
    }
    for (; entry < end; entry++) {
      const v = value[entry]!;
      const d = column[entry]! * width;
      for (let i = 0; i < width; i++) result[out + i]! += v * dense[d + i]!;
    }
  }
}
