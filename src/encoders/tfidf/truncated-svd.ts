import { combine, krylovSpace } from './krylov-space.js';
import { type SparseMatrix, transpose } from './sparse-matrix.js';
import { byColumns, multiplied, multiplySquare, writeColumns } from './sparse-square.js';
import { symmetricEigen } from './symmetric-eigen.js';

/** Options of {@link truncatedSvd}. */
export interface TruncatedSvdOptions {
  /** Wanted number of singular triplets. */
  readonly dimensions: number;
  /** Each round adds a quarter of the wanted number of directions to the space that is searched; at least 4. */
  readonly rounds: number;
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
const BLOCKS_PER_RESULT = 4;
const ADDITIONAL_COLUMNS = 4;

/**
 * Randomized block Krylov iteration (Musco and Musco 2015; it needs far fewer products than the subspace iteration of
 * Halko, Martinsson, Tropp 2011 when singular values fall as slowly as those of texts). All dense matrices but the result
 * are on the smaller side of `A`: with `S` the matrix or its transpose, whichever has fewer rows, `Q` spans the Krylov
 * space of `S Sᵀ`, and the singular values are the roots of the eigenvalues of `Qᵀ S Sᵀ Q`. Exact for small matrices. Signs: the largest
 * entry of each right vector is positive.
 */
export async function truncatedSvd(
  matrix: SparseMatrix,
  options: TruncatedSvdOptions,
): Promise<TruncatedSvd> {
  const { dimensions, rounds, seed, signal } = options;
  const flipped = transpose(matrix);
  const [small, large] = matrix.rows <= matrix.columns ? [matrix, flipped] : [flipped, matrix];
  const { blocks, width, projected } = await krylovSpace({
    size: small.rows,
    blockWidth: Math.ceil(dimensions / BLOCKS_PER_RESULT) + ADDITIONAL_COLUMNS,
    rounds,
    seed,
    apply: (block) => multiplySquare(small, large, block, signal),
  });
  const eigen = symmetricEigen(projected, width, RELATIVE_RANK ** 2);
  const count = Math.min(dimensions, eigen.values.length);
  const singularValues = eigen.values.slice(0, count).map(Math.sqrt);
  const vectors = combine(blocks, firstColumns(eigen.vectors, eigen.values.length, count), count);
  if (small !== matrix) return { singularValues, components: withSigns(Float32Array.from(vectors), count) };
  for (let i = 0; i < vectors.length; i++) vectors[i]! /= singularValues[i % count]!;
  const components = new Float32Array(large.rows * count);
  await byColumns(vectors, count, signal, (block, first, blockWidth) => {
    writeColumns(multiplied(large, block, blockWidth), blockWidth, components, count, first);
  });
  return { singularValues, components: withSigns(components, count) };
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
