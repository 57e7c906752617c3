/**
 * How small a pivot may become beside the diagonal that it began as. Below it rounding to float32 makes up most of
 * the pivot, and the inverse would be noise.
 */
const LEAST_PIVOT = 1e-6;

/**
 * Overwrites the upper triangle of a symmetric positive definite matrix `[size, size]` with that of its inverse, in
 * float64, row by row. Raises a `RangeError` when a pivot vanishes beside `diagonal`, the diagonal before any
 * elimination; its message counts rows from `firstRow`.
 */
export function invertSmall(
  matrix: Float32Array,
  size: number,
  diagonal: Float32Array,
  firstRow: number,
): void {
  const work = Float64Array.from(matrix);
  const column = new Float64Array(size);
  for (let pivot = 0; pivot < size; pivot++) {
    const value = work[pivot * size + pivot]!;
    if (!(value > LEAST_PIVOT * diagonal[pivot]!) || value === Number.POSITIVE_INFINITY) {
      throw notDefinite(firstRow + pivot);
    }
    for (let row = 0; row < size; row++) {
      column[row] = row < pivot ? work[row * size + pivot]! : work[pivot * size + row]!;
    }
    for (let row = 0; row < size; row++) {
      const factor = column[row]! / value;
      if (row === pivot || factor === 0) continue;
      for (let other = row; other < size; other++) work[row * size + other]! -= factor * column[other]!;
    }
    for (let row = 0; row < size; row++) {
      work[row < pivot ? row * size + pivot : pivot * size + row] = column[row]! / value;
    }
    work[pivot * size + pivot] = -1 / value;
  }
  for (let row = 0; row < size; row++) {
    for (let other = row; other < size; other++) matrix[row * size + other] = -work[row * size + other]!;
  }
}

function notDefinite(row: number): RangeError {
  return new RangeError(
    `The matrix is not positive definite as far as float32 can tell (at row ${row}). Add more to its diagonal.`,
  );
}
