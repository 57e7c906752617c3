import type { MatrixRows } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { crossProduct } from '../tfidf/dense-products.js';
import { combine, krylovSpace } from '../tfidf/krylov-space.js';
import { type SymmetricEigen, symmetricEigen } from '../tfidf/symmetric-eigen.js';
import { completeMap, type LinearMap } from './linear-map.js';
import { groupMeans, scatter } from './scatter.js';

/** What {@link principalComponents} needs. */
export interface PrincipalComponentsOptions {
  readonly dimensions: number;
  readonly whiten: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
}

// Directions with less of the largest variance than this are rounding of single precision, not directions.
const RELATIVE_VARIANCE = 1e-10;
const EXACT_UP_TO = 1024;
const ROUNDS = 8;
// A Krylov space of almost all directions costs more than all of them.
const WORTHWHILE = 0.75;

/**
 * Principal component analysis by the eigenvectors of the covariance; with `whiten` every column is divided by its
 * standard deviation (`n - 1` in the denominator, as scikit-learn has it). Of few components of many dimensions, only those are computed, by block
 * Krylov iteration: they have variance 1 and no correlation all the same, and the leading ones are exact. Signs:
 * the largest entry of each component is positive.
 *
 * Raises `TOO_FEW_ROWS` when all vectors are equal.
 */
export async function principalComponents(
  vectors: MatrixRows,
  { dimensions, whiten, seed, signal }: PrincipalComponentsOptions,
): Promise<LinearMap> {
  const size = vectors.matrix.dimensions;
  const mean = groupMeans(vectors, 1);
  const { matrix: covariance } = await scatter(vectors, mean, undefined, signal);
  for (let i = 0; i < covariance.length; i++) covariance[i]! /= Math.max(1, vectors.rows.length - 1);
  const { values, vectors: directions } = await leadingEigen(covariance, size, dimensions, seed);
  const count = Math.min(dimensions, values.length);
  if (count === 0) {
    throw new RecommenderError(
      'TOO_FEW_ROWS',
      `AdaptedEncoder.fit: expected training inputs whose vectors differ, but the vectors of all ${vectors.rows.length} are equal.`,
      { data: { rows: vectors.rows.length } },
    );
  }
  const components = new Float64Array(size * count);
  for (let column = 0; column < count; column++) {
    let extreme = 0;
    for (let row = 0; row < size; row++) {
      const value = directions[row * values.length + column]!;
      if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    }
    const factor = Math.sign(extreme) / (whiten ? Math.sqrt(values[column]!) : 1);
    for (let row = 0; row < size; row++) {
      components[row * count + column] = factor * directions[row * values.length + column]!;
    }
  }
  return completeMap({ mean: Float32Array.from(mean), components: Float32Array.from(components) });
}

async function leadingEigen(
  matrix: Float64Array,
  size: number,
  count: number,
  seed: number,
): Promise<SymmetricEigen> {
  const blockWidth = Math.ceil(count / 4) + 4;
  if (size <= EXACT_UP_TO || blockWidth * ROUNDS > WORTHWHILE * size)
    return symmetricEigen(matrix, size, RELATIVE_VARIANCE);
  const { blocks, width, projected } = await krylovSpace({
    size,
    blockWidth,
    rounds: ROUNDS,
    seed,
    apply: async (block) => crossProduct(matrix, size, block.data, block.width),
  });
  const { values, vectors } = symmetricEigen(projected, width, RELATIVE_VARIANCE);
  return { values, vectors: combine(blocks, vectors, values.length) };
}
