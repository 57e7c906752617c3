/**
 * `AᵀB`, `[width, width]`, for row-major `A` and `B` `[rows, width]` whose product is known to be symmetric: only one
 * triangle is computed. Four rows at a time, so that the result is loaded and stored a quarter as often.
 */
export function symmetricProduct(a: Float64Array, b: Float64Array, width: number): Float64Array {
  const rows = a.length / width;
  const result = new Float64Array(width * width);
  let row = 0;
  for (; row + 3 < rows; row += 4) {
    const r0 = row * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    for (let i = 0; i < width; i++) {
      const v0 = a[r0 + i]!;
      const v1 = a[r1 + i]!;
      const v2 = a[r2 + i]!;
      const v3 = a[r3 + i]!;
      const out = i * width;
      for (let j = i; j < width; j++) {
        result[out + j]! += v0 * b[r0 + j]! + v1 * b[r1 + j]! + v2 * b[r2 + j]! + v3 * b[r3 + j]!;
      }
    }
  }
  for (; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const v = a[row * width + i]!;
      for (let j = i; j < width; j++) result[i * width + j]! += v * b[row * width + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < i; j++) result[i * width + j] = result[j * width + i]!;
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
