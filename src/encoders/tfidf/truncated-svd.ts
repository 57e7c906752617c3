import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';
import { createRandom } from '../../util/random.js';
import { product, symmetricProduct } from './dense-products.js';
import { type Basis, orthonormalBasis } from './orthonormal-basis.js';
import { multiplySparse, type SparseMatrix, transpose } from './sparse-matrix.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Options of {@link truncatedSvd}. */
export interface TruncatedSvdOptions {
  /** Wanted number of singular triplets. */
  readonly dimensions: number;
  readonly oversamples: number;
  readonly powerIterations: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

/** The largest singular values in descending order and their right singular vectors. */
export interface TruncatedSvd {
  readonly singularValues: Float64Array;
  /** Row-major `[columns of the matrix, singular values]`. */
  readonly components: Float32Array;
}

// Singular values below this share of the largest cannot be told from zero, since they come from squares.
const RELATIVE_RANK = 1e-6;
const COLUMNS_AT_ONCE = 64;

/**
 * Randomized subspace iteration (Halko, Martinsson, Tropp 2011, algorithms 4.4 and 5.3) that keeps every dense matrix on
 * the smaller side of `A`: with `S` the matrix or its transpose, whichever has fewer rows, the basis is refined by
 * `Q <- orth(S Sᵀ Q)` and the singular values are the roots of the eigenvalues of `Qᵀ S Sᵀ Q`. Exact when
 * `dimensions + oversamples` reaches the smaller side. Signs: the largest entry of each right vector is positive.
 */
export async function truncatedSvd(
  matrix: SparseMatrix,
  options: TruncatedSvdOptions,
): Promise<TruncatedSvd> {
  const { dimensions, oversamples, powerIterations, seed, signal } = options;
  const flipped = transpose(matrix);
  const [small, large] = matrix.rows <= matrix.columns ? [matrix, flipped] : [flipped, matrix];
  const size = Math.min(dimensions + oversamples, small.rows);
  const isWhole = size === small.rows;
  let basis: Basis = { data: isWhole ? identity(size) : gaussian(small.rows * size, seed), width: size };
  for (let round = 0; round < powerIterations && !isWhole; round++) {
    basis = orthonormalBasis(await applySquare(small, large, basis, signal), basis.width);
  }
  if (powerIterations === 0 && !isWhole) basis = orthonormalBasis(basis.data, basis.width);

  const image = await applySquare(small, large, basis, signal);
  const projected = symmetricProduct(basis.data, image, basis.width);
  const eigen = symmetricEigen(projected, basis.width, RELATIVE_RANK ** 2);
  const count = Math.min(dimensions, eigen.values.length);
  const singularValues = eigen.values.slice(0, count).map(Math.sqrt);
  const rotation = firstColumns(eigen.vectors, eigen.values.length, count);
  const vectors = product(basis.data, basis.width, rotation, count);
  if (small !== matrix) return { singularValues, components: withSigns(Float32Array.from(vectors), count) };
  for (let i = 0; i < vectors.length; i++) vectors[i]! /= singularValues[i % count]!;
  const components = new Float32Array(large.rows * count);
  await byColumns(vectors, count, signal, (block, first, width) => {
    writeColumns(multiplied(large, block, width), width, components, count, first);
  });
  return { singularValues, components: withSigns(components, count) };
}

/** `S Sᵀ Q`, some columns at a time, so that `Sᵀ Q` never exists as a whole. */
async function applySquare(
  small: SparseMatrix,
  large: SparseMatrix,
  { data, width }: Basis,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const result = new Float64Array(small.rows * width);
  await byColumns(data, width, signal, (block, first, blockWidth) => {
    const image = multiplied(small, multiplied(large, block, blockWidth), blockWidth);
    writeColumns(image, blockWidth, result, width, first);
  });
  return result;
}

function multiplied(matrix: SparseMatrix, dense: Float64Array, width: number): Float64Array {
  const result = new Float64Array(matrix.rows * width);
  multiplySparse(matrix, dense, width, result);
  return result;
}

async function byColumns(
  data: Float64Array,
  width: number,
  signal: AbortSignal | undefined,
  visit: (block: Float64Array, first: number, blockWidth: number) => void,
): Promise<void> {
  const rows = data.length / width;
  for (let first = 0; first < width; first += COLUMNS_AT_ONCE) {
    await nextTurn();
    throwIfAborted(signal);
    const blockWidth = Math.min(COLUMNS_AT_ONCE, width - first);
    const block = new Float64Array(rows * blockWidth);
    for (let row = 0; row < rows; row++) {
      const from = row * width + first;
      block.set(data.subarray(from, from + blockWidth), row * blockWidth);
    }
    visit(block, first, blockWidth);
  }
}

function writeColumns(
  block: Float64Array,
  blockWidth: number,
  target: Float64Array | Float32Array,
  width: number,
  first: number,
): void {
  for (let row = 0; row < block.length / blockWidth; row++) {
    target.set(block.subarray(row * blockWidth, (row + 1) * blockWidth), row * width + first);
  }
}

function firstColumns(data: Float64Array, width: number, count: number): Float64Array {
  return Float64Array.from({ length: (data.length / width) * count }, (_, i) => {
    return data[Math.floor(i / count) * width + (i % count)]!;
  });
}

function withSigns(components: Float32Array, count: number): Float32Array {
  const extreme = new Float32Array(count);
  for (let i = 0; i < components.length; i++) {
    if (Math.abs(components[i]!) > Math.abs(extreme[i % count]!)) extreme[i % count] = components[i]!;
  }
  for (let i = 0; i < components.length; i++) if (extreme[i % count]! < 0) components[i]! *= -1;
  return components;
}

function identity(size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}

/** Standard normal numbers by Box and Muller. */
function gaussian(length: number, seed: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  });
}
