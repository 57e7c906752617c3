import type { MatrixRows } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { leadingEigen } from './leading-eigen.js';
import { completeMap, type LinearMap } from './linear-map.js';
import { groupMeans, scatter } from './scatter.js';

/** What {@link principalComponents} needs. */
export interface PrincipalComponentsOptions {
  readonly dimensions: number;
  readonly whiten: boolean;
  readonly signal?: AbortSignal | undefined;
}

// Directions with less of the largest variance than this are rounding of single precision, not directions.
const RELATIVE_VARIANCE = 1e-10;

/**
 * Principal component analysis by the eigenvectors of the covariance; with `whiten` every column is divided by its
 * standard deviation (`n - 1` in the denominator, as scikit-learn has it). Signs: the largest entry of each component is
 * positive.
 *
 * Raises `TOO_FEW_ROWS` when all vectors are equal.
 */
export async function principalComponents(
  vectors: MatrixRows,
  { dimensions, whiten, signal }: PrincipalComponentsOptions,
): Promise<LinearMap> {
  const size = vectors.matrix.dimensions;
  const mean = groupMeans(vectors, 1);
  const { matrix: covariance } = await scatter(vectors, mean, undefined, signal);
  for (let i = 0; i < covariance.length; i++) covariance[i]! /= Math.max(1, vectors.rows.length - 1);
  const { values, vectors: directions } = await leadingEigen(covariance, size, {
    count: dimensions,
    threshold: RELATIVE_VARIANCE,
    signal,
  });
  const count = values.length;
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
