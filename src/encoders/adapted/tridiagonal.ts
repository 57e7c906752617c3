import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';

/** `A = H T Hᵀ`: a symmetric tridiagonal `T` and the reflections that make up `H`. */
export interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** `[size - 1]`. */
  readonly beside: Float64Array;
  /** Reflection `k` is `I - 2 v vᵀ` on the rows from `k + 1` on; empty where nothing had to be done. */
  readonly reflections: readonly Float64Array[];
}

const COLUMNS_PER_TURN = 16;

/**
 * Householder's reduction of a symmetric row-major `[size, size]` matrix, in place, of which only the lower triangle is read. Other
 * work and aborts come in between.
 *
 * @see Golub and Van Loan, Matrix Computations, section 8.3.1
 */
export async function tridiagonalize(
  matrix: Float64Array,
  size: number,
  signal?: AbortSignal,
): Promise<Tridiagonal> {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(Math.max(0, size - 1));
  const reflections: Float64Array[] = [];
  const image = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    if (k % COLUMNS_PER_TURN === 0) {
      await nextTurn();
      throwIfAborted(signal);
    }
    diagonal[k] = matrix[k * size + k]!;
    if (k === size - 1) break;
    const { vector, length } = reflection(matrix, size, k);
    beside[k] = length;
    reflections.push(vector);
    if (vector.length > 0) reflect(matrix, size, k + 1, vector, image.subarray(0, vector.length));
  }
  return { diagonal, beside, reflections };
}

/** Turns eigenvectors of `T`, contiguous one after another, into those of `A`, in place. */
export async function transformBack(
  vectors: Float64Array,
  size: number,
  reflections: readonly Float64Array[],
  signal?: AbortSignal,
): Promise<void> {
  for (let first = 0; first < vectors.length; first += size) {
    if ((first / size) % COLUMNS_PER_TURN === 0) {
      await nextTurn();
      throwIfAborted(signal);
    }
    for (let k = reflections.length - 1; k >= 0; k--) {
      const v = reflections[k]!;
      const from = first + k + 1;
      let share = 0;
      for (let i = 0; i < v.length; i++) share += v[i]! * vectors[from + i]!;
      share *= 2;
      for (let i = 0; i < v.length; i++) vectors[from + i]! -= share * v[i]!;
    }
  }
}

/** The reflection that leaves only the first entry of column `k` below the diagonal, and that entry. */
function reflection(matrix: Float64Array, size: number, k: number): { vector: Float64Array; length: number } {
  const count = size - k - 1;
  const vector = Float64Array.from({ length: count }, (_, i) => matrix[(k + 1 + i) * size + k]!);
  const first = vector[0]!;
  let rest = 0;
  for (let i = 1; i < count; i++) rest += vector[i]! * vector[i]!;
  if (rest === 0) return { vector: new Float64Array(0), length: first };
  const length = first > 0 ? -Math.sqrt(first * first + rest) : Math.sqrt(first * first + rest);
  vector[0] = first - length;
  const norm = Math.sqrt(vector[0] ** 2 + rest);
  for (let i = 0; i < count; i++) vector[i]! /= norm;
  return { vector, length };
}

/** `A - v wᵀ - w vᵀ` with `w = 2 A v - 2 (vᵀ A v) v`, on the lower triangle from row and column `start` on. */
function reflect(matrix: Float64Array, size: number, start: number, v: Float64Array, w: Float64Array): void {
  const count = v.length;
  w.fill(0);
  for (let i = 0; i < count; i++) {
    const row = (start + i) * size + start;
    const vi = v[i]!;
    let sum = matrix[row + i]! * vi;
    for (let j = 0; j < i; j++) {
      const value = matrix[row + j]!;
      sum += value * v[j]!;
      w[j]! += value * vi;
    }
    w[i]! += sum;
  }
  let share = 0;
  for (let i = 0; i < count; i++) share += v[i]! * w[i]!;
  for (let i = 0; i < count; i++) w[i] = 2 * (w[i]! - share * v[i]!);
  for (let i = 0; i < count; i++) {
    const row = (start + i) * size + start;
    const vi = v[i]!;
    const wi = w[i]!;
    for (let j = 0; j <= i; j++) matrix[row + j]! -= vi * w[j]! + wi * v[j]!;
  }
}
