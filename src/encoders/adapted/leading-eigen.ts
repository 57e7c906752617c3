import { type SymmetricEigen, symmetricEigen } from '../tfidf/symmetric-eigen.js';
import { type Tridiagonal, transformBack, tridiagonalize } from './tridiagonal.js';
import { eigenvectorsOf, largestEigenvalues, rowSumNorm } from './tridiagonal-eigen.js';

/** What {@link leadingEigen} needs beside the matrix. */
export interface LeadingEigenOptions {
  /** At most so many pairs. */
  readonly count: number;
  /** Eigenvalues that do not exceed this share of the largest are left out. */
  readonly threshold: number;
  readonly signal?: AbortSignal | undefined;
}

// Far above rounding and far below what an embedding needs; never reached by a matrix that has been tried.
const TOLERANCE = 1e-9;

/**
 * The largest eigenvalues of a symmetric row-major `[size, size]` matrix in descending order with their vectors, exact to rounding: reduction
 * to tridiagonal form, bisection, inverse iteration. Many times faster than a full decomposition when few of many are
 * wanted. The result is checked, and should inverse iteration ever fail, replaced by that of the full decomposition.
 */
export async function leadingEigen(
  matrix: Float64Array,
  size: number,
  { count, threshold, signal }: LeadingEigenOptions,
): Promise<SymmetricEigen> {
  const reduced = await tridiagonalize(Float64Array.from(matrix), size, signal);
  const all = largestEigenvalues(reduced, Math.min(count, size));
  const values = all.filter((value) => value > threshold * Math.max(0, all[0]!));
  const rows = eigenvectorsOf(reduced, values);
  if (!areEigenvectors(reduced, values, rows)) return symmetricEigen(matrix, size, threshold);
  await transformBack(rows, size, reduced.reflections, signal);
  const vectors = new Float64Array(rows.length);
  for (let column = 0; column < values.length; column++) {
    for (let row = 0; row < size; row++) vectors[row * values.length + column] = rows[column * size + row]!;
  }
  return { values, vectors };
}

/** Does every vector satisfy its equation, and is it orthogonal to the one before, with which it is most likely confused? */
function areEigenvectors(matrix: Tridiagonal, values: Float64Array, vectors: Float64Array): boolean {
  const { diagonal, beside } = matrix;
  const size = diagonal.length;
  const tolerance = TOLERANCE * rowSumNorm(matrix);
  for (const [index, value] of values.entries()) {
    const x = vectors.subarray(index * size, (index + 1) * size);
    const before = index > 0 ? vectors.subarray((index - 1) * size, index * size) : undefined;
    let overlap = 0;
    for (let i = 0; i < size; i++) {
      const left = i > 0 ? beside[i - 1]! * x[i - 1]! : 0;
      const right = i + 1 < size ? beside[i]! * x[i + 1]! : 0;
      if (!(Math.abs((diagonal[i]! - value) * x[i]! + left + right) <= tolerance)) return false;
      if (before) overlap += x[i]! * before[i]!;
    }
    if (Math.abs(overlap) > TOLERANCE) return false;
  }
  return true;
}
