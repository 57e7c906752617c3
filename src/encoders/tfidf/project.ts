import type { SparseMatrix } from './sparse-matrix.js';

/**
 * Sparse `[rows, terms]` times `components [terms, dimensions]`, summed in double precision: `[rows, dimensions]`. Four
 * terms at a time, so that the sums are loaded and stored a quarter as often.
 */
export function project(
  { rows, rowStart, column, value }: SparseMatrix,
  components: Float32Array,
  dimensions: number,
): Float32Array {
  const data = new Float32Array(rows * dimensions);
  const sum = new Float64Array(dimensions);
  for (let row = 0; row < rows; row++) {
    sum.fill(0);
    const end = rowStart[row + 1]!;
    let entry = rowStart[row]!;
    for (; entry + 3 < end; entry += 4) {
      const v0 = value[entry]!;
      const v1 = value[entry + 1]!;
      const v2 = value[entry + 2]!;
      const v3 = value[entry + 3]!;
      const c0 = column[entry]! * dimensions;
      const c1 = column[entry + 1]! * dimensions;
      const c2 = column[entry + 2]! * dimensions;
      const c3 = column[entry + 3]! * dimensions;
      for (let i = 0; i < dimensions; i++) {
        sum[i]! +=
          v0 * components[c0 + i]! +
          v1 * components[c1 + i]! +
          v2 * components[c2 + i]! +
          v3 * components[c3 + i]!;
      }
    }
    for (; entry < end; entry++) {
      const v = value[entry]!;
      const c = column[entry]! * dimensions;
      for (let i = 0; i < dimensions; i++) sum[i]! += v * components[c + i]!;
    }
    data.set(sum, row * dimensions);
  }
  return data;
}
