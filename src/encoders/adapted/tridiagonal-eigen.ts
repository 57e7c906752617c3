import { createRandom } from '../../util/random.js';

/** A symmetric tridiagonal matrix. */
export interface TridiagonalMatrix {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
}

const ITERATIONS = 3;
// Neighbours closer than this share of the norm must be made orthogonal by hand.
const CLUSTER = 1e-3;

/** The largest absolute row sum, which bounds all eigenvalues. */
export function rowSumNorm({ diagonal, beside }: TridiagonalMatrix): number {
  let norm = 0;
  for (let i = 0; i < diagonal.length; i++) {
    norm = Math.max(norm, Math.abs(diagonal[i]!) + Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0));
  }
  return norm;
}

/** The `count` largest eigenvalues in descending order, by bisection with Sturm's count of eigenvalues below a number. */
export function largestEigenvalues(matrix: TridiagonalMatrix, count: number): Float64Array {
  const size = matrix.diagonal.length;
  const norm = rowSumNorm(matrix);
  const values = new Float64Array(count);
  const bound = norm * (1 + 4 * Number.EPSILON);
  let above = bound;
  for (let index = 0; index < count; index++) {
    let low = -bound;
    let high = above;
    while (high - low > Number.EPSILON * norm) {
      const middle = low + (high - low) / 2;
      if (middle === low || middle === high) break;
      if (countBelow(matrix, middle, norm) > size - 1 - index) high = middle;
      else low = middle;
    }
    values[index] = low + (high - low) / 2;
    above = high;
  }
  return values;
}

/**
 * Unit eigenvectors for eigenvalues in descending order, contiguous one after another, by inverse iteration from random
 * vectors. Eigenvalues that can hardly be told apart are moved apart by rounding, and vectors of a cluster are made orthogonal to each other.
 */
export function eigenvectorsOf(matrix: TridiagonalMatrix, values: Float64Array): Float64Array {
  const size = matrix.diagonal.length;
  const norm = rowSumNorm(matrix);
  const vectors = new Float64Array(values.length * size);
  const random = createRandom(size);
  let shift = Number.POSITIVE_INFINITY;
  let clusterStart = 0;
  for (let index = 0; index < values.length; index++) {
    if (index > 0 && values[index - 1]! - values[index]! > CLUSTER * norm) clusterStart = index;
    shift = Math.min(values[index]!, shift - 4 * Number.EPSILON * norm);
    const solve = factorize(matrix, shift, norm);
    const vector = vectors.subarray(index * size, (index + 1) * size);
    for (let i = 0; i < size; i++) vector[i] = random() - 0.5;
    for (let round = 0; round < ITERATIONS; round++) {
      normalize(vector);
      solve(vector);
      normalize(vector);
      // Twice, since once leaves rounding behind.
      for (let pass = 0; pass < 2; pass++) {
        for (let other = clusterStart; other < index; other++) {
          removeDirection(vector, vectors.subarray(other * size, (other + 1) * size));
        }
        normalize(vector);
      }
    }
  }
  return vectors;
}

function countBelow({ diagonal, beside }: TridiagonalMatrix, limit: number, norm: number): number {
  const tiny = Number.EPSILON * norm * Number.EPSILON;
  let pivot = 1;
  let count = 0;
  for (let i = 0; i < diagonal.length; i++) {
    const left = i === 0 ? 0 : beside[i - 1]!;
    pivot = diagonal[i]! - limit - (left * left) / pivot;
    if (Math.abs(pivot) < tiny) pivot = -tiny;
    if (pivot < 0) count++;
  }
  return count;
}

/** Gaussian elimination of `T - shift I` with row exchanges; returns what solves for a right side, in place. */
function factorize({ diagonal, beside }: TridiagonalMatrix, shift: number, norm: number) {
  const size = diagonal.length;
  const pivot = diagonal.map((value) => value - shift);
  const next = Float64Array.from(beside);
  const afterNext = new Float64Array(size);
  const factor = new Float64Array(size);
  const swapped = new Uint8Array(size);
  for (let i = 0; i + 1 < size; i++) {
    const below = beside[i]!;
    if (Math.abs(pivot[i]!) >= Math.abs(below)) {
      factor[i] = pivot[i] === 0 ? 0 : below / pivot[i]!;
      pivot[i + 1]! -= factor[i]! * next[i]!;
    } else {
      swapped[i] = 1;
      factor[i] = pivot[i]! / below;
      const over = next[i]!;
      pivot[i] = below;
      next[i] = pivot[i + 1]!;
      afterNext[i] = next[i + 1] ?? 0;
      pivot[i + 1] = over - factor[i]! * next[i]!;
      if (i + 2 < size) next[i + 1] = -factor[i]! * afterNext[i]!;
    }
  }
  const least = Number.EPSILON * norm;
  for (let i = 0; i < size; i++) if (Math.abs(pivot[i]!) < least) pivot[i] = least;
  return (x: Float64Array): void => {
    for (let i = 0; i + 1 < size; i++) {
      if (swapped[i]) {
        const moved = x[i]!;
        x[i] = x[i + 1]!;
        x[i + 1] = moved - factor[i]! * x[i]!;
      } else x[i + 1]! -= factor[i]! * x[i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      const right = i + 1 < size ? next[i]! * x[i + 1]! : 0;
      const farRight = i + 2 < size ? afterNext[i]! * x[i + 2]! : 0;
      x[i] = (x[i]! - right - farRight) / pivot[i]!;
    }
  };
}

function normalize(vector: Float64Array): void {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  if (largest === 0) return;
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += (vector[i]! / largest) ** 2;
  const length = largest * Math.sqrt(squares);
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

function removeDirection(vector: Float64Array, direction: Float64Array): void {
  let share = 0;
  for (let i = 0; i < vector.length; i++) share += vector[i]! * direction[i]!;
  for (let i = 0; i < vector.length; i++) vector[i]! -= share * direction[i]!;
}
