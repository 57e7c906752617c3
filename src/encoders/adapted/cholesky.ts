import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';

const ROWS_PER_TURN = 32;

/**
 * Lower triangle `L` of a symmetric positive definite row-major `[size, size]` matrix, `A = L Lᵀ`, in place; what is above
 * the diagonal is left as it was. Returns false when the matrix is not positive definite. Other work and aborts come in between.
 */
export async function cholesky(matrix: Float64Array, size: number, signal?: AbortSignal): Promise<boolean> {
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, matrix[i * size + i]!);
  for (let i = 0; i < size; i++) {
    if (i % ROWS_PER_TURN === 0) {
      await nextTurn();
      throwIfAborted(signal);
    }
    for (let j = 0; j <= i; j++) {
      const rest = matrix[i * size + j]! - dot(matrix, i * size, j * size, j);
      if (i > j) matrix[i * size + j] = rest / matrix[j * size + j]!;
      else if (rest > largest * Number.EPSILON * size) matrix[i * size + i] = Math.sqrt(rest);
      else return false;
    }
  }
  return true;
}

/** Solves `L y = b` in place. */
export function solveLower(lower: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i]!;
    for (let j = 0; j < i; j++) sum -= lower[i * size + j]! * b[j]!;
    b[i] = sum / lower[i * size + i]!;
  }
}

/** Solves `Lᵀ y = b` in place. */
export function solveUpper(lower: Float64Array, size: number, b: Float64Array): void {
  for (let i = size - 1; i >= 0; i--) {
    const value = b[i]! / lower[i * size + i]!;
    b[i] = value;
    for (let j = 0; j < i; j++) b[j]! -= lower[i * size + j]! * value;
  }
}

/** Of two stretches of one array, with four sums, so that one addition need not wait for the last. */
function dot(data: Float64Array, left: number, right: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += data[left + i]! * data[right + i]!;
    s1 += data[left + i + 1]! * data[right + i + 1]!;
    s2 += data[left + i + 2]! * data[right + i + 2]!;
    s3 += data[left + i + 3]! * data[right + i + 3]!;
  }
  for (; i < length; i++) s0 += data[left + i]! * data[right + i]!;
  return s0 + s1 + s2 + s3;
}
