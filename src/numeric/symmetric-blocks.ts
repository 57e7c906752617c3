/** Edge of the squares in which a matrix is transposed: rows and columns of one stay in the cache. */
const SQUARE = 64;

/**
 * Copies columns `from` to before `to` of a symmetric matrix `[size, size]`, of which the upper triangle is kept, to
 * `columns [size, to - from]`.
 */
export function gatherColumns(
  matrix: Float32Array,
  size: number,
  from: number,
  to: number,
  columns: Float32Array,
): void {
  const width = to - from;
  for (let row = 0; row < from; row++) {
    columns.set(matrix.subarray(row * size + from, row * size + to), row * width);
  }
  eachSquare(from, to, from, size, (column, row) => {
    const value = matrix[column <= row ? column * size + row : row * size + column]!;
    columns[row * width + column - from] = value;
  });
}

/** The way back: writes the columns to the upper triangle. */
export function scatterColumns(
  matrix: Float32Array,
  size: number,
  from: number,
  to: number,
  columns: Float32Array,
): void {
  const width = to - from;
  for (let row = 0; row < from; row++) {
    matrix.set(columns.subarray(row * width, (row + 1) * width), row * size + from);
  }
  eachSquare(from, to, from, size, (column, row) => {
    if (column <= row) matrix[column * size + row] = columns[row * width + column - from]!;
  });
}

/**
 * Adds `factor` times a tile `[to - from, size - from]`, whose corner lies on the diagonal at `from`, to the upper
 * triangle of rows `from` to before `to`.
 */
export function addUpper(
  matrix: Float32Array,
  size: number,
  from: number,
  to: number,
  tile: Float32Array,
  factor: number,
): void {
  for (let row = from; row < to; row++) {
    const offset = (row - from) * (size - from) - from;
    const start = row * size;
    for (let column = row; column < size; column++) {
      matrix[start + column]! += factor * tile[offset + column]!;
    }
  }
}

/** Copies the upper triangle to the lower one. */
export function mirrorUpper(matrix: Float32Array, size: number): void {
  eachSquare(0, size, 0, size, (row, column) => {
    if (column > row) matrix[column * size + row] = matrix[row * size + column]!;
  });
}

/** Visits all pairs of two ranges, square by square. */
function eachSquare(
  from: number,
  to: number,
  otherFrom: number,
  otherTo: number,
  visit: (one: number, other: number) => void,
): void {
  for (let block = from; block < to; block += SQUARE) {
    const blockEnd = Math.min(to, block + SQUARE);
    for (let otherBlock = otherFrom; otherBlock < otherTo; otherBlock += SQUARE) {
      const otherEnd = Math.min(otherTo, otherBlock + SQUARE);
      for (let one = block; one < blockEnd; one++) {
        for (let other = otherBlock; other < otherEnd; other++) visit(one, other);
      }
    }
  }
}
