/**
 * `AᵀB`, `[p, q]`, for row-major `A [rows, p]` and `B [rows, q]`. Four rows at a time, so that the result is loaded and
 * stored a quarter as often.
 */
export function crossProduct(a: Float64Array, p: number, b: Float64Array, q: number): Float64Array {
  const rows = a.length / p;
  const result = new Float64Array(p * q);
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const a0 = row * p;
    const b0 = row * q;
    const b1 = b0 + q;
    const b2 = b1 + q;
    const b3 = b2 + q;
    for (let i = 0; i < p; i++) {
      const v0 = a[a0 + i]!;
      const v1 = a[a0 + p + i]!;
      const v2 = a[a0 + 2 * p + i]!;
      const v3 = a[a0 + 3 * p + i]!;
      const out = i * q;
      for (let j = 0; j < q; j++) {
        result[out + j]! += v0 * b[b0 + j]! + v1 * b[b1 + j]! + v2 * b[b2 + j]! + v3 * b[b3 + j]!;
      }
    }
  }
  for (; row < rows; row++) {
    for (let i = 0; i < p; i++) {
      const v = a[row * p + i]!;
      for (let j = 0; j < q; j++) result[i * q + j]! += v * b[row * q + j]!;
    }
  }
  return result;
}

/** `A B` for row-major `A [rows, p]` and `B [p, q]`: `[rows, q]`. */
export function product(a: Float64Array, p: number, b: Float64Array, q: number): Float64Array {
  const rows = a.length / p;
  const result = new Float64Array(rows * q);
  for (let row = 0; row < rows; row++) {
    const out = row * q;
    const from = row * p;
    let i = 0;
    for (; i + 3 < p; i += 4) {
      const v0 = a[from + i]!;
      const v1 = a[from + i + 1]!;
      const v2 = a[from + i + 2]!;
      const v3 = a[from + i + 3]!;
      const b0 = i * q;
      const b1 = b0 + q;
      const b2 = b1 + q;
      const b3 = b2 + q;
      for (let j = 0; j < q; j++) {
        result[out + j]! += v0 * b[b0 + j]! + v1 * b[b1 + j]! + v2 * b[b2 + j]! + v3 * b[b3 + j]!;
      }
    }
    for (; i < p; i++) {
      const v = a[from + i]!;
      for (let j = 0; j < q; j++) result[out + j]! += v * b[i * q + j]!;
    }
  }
  return result;
}
