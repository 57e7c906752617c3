import type { MatrixRows } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { symmetricEigen } from '../tfidf/symmetric-eigen.js';
import { cholesky, solveLower, solveUpper } from './cholesky.js';
import { completeMap, type LinearMap } from './linear-map.js';
import { groupMeans, type Scatter, scatter } from './scatter.js';

/** What {@link discriminants} needs. */
export interface DiscriminantsOptions {
  /** One rating per row of the fit. */
  readonly targets: Float32Array;
  readonly dimensions: number;
  readonly shrinkage: number | 'auto';
  readonly signal?: AbortSignal | undefined;
}

const RELATIVE_SEPARATION = 1e-9;

/**
 * Fisher's linear discriminants with every rating as a class, frequent ones weighing more: the directions `w` in which the
 * means of the ratings `B` lie furthest apart, measured by the spread within a rating `W`; they solve `B w = λ W w` with
 * `wᵀ W w = 1`, of which there are at most one less than ratings. `W` is drawn towards a multiple of the identity by
 * `shrinkage`, without which it is useless or singular when rows are not many times the dimensions. Signs: the largest entry of
 * each direction is positive.
 *
 * Raises `ONE_CLASS` when all ratings are equal, `TOO_FEW_ROWS` when the vectors do not vary within the ratings or the
 * ratings do not differ in their means.
 *
 * @see Ledoit and Wolf (2004), A well-conditioned estimator for large-dimensional covariance matrices
 */
export async function discriminants(
  vectors: MatrixRows,
  { targets, dimensions, shrinkage, signal }: DiscriminantsOptions,
): Promise<LinearMap> {
  const size = vectors.matrix.dimensions;
  const rows = vectors.rows.length;
  const ratings = [...new Set(targets)].sort((a, b) => a - b);
  if (ratings.length < 2) {
    throw new RecommenderError(
      'ONE_CLASS',
      `AdaptedEncoder.fit: expected training inputs of at least two different ratings, but ${ratings.length === 0 ? 'there are none' : `all are ${ratings[0]}`}. Use kind 'pca'.`,
      { data: { ratings } },
    );
  }
  const positions = new Map(ratings.map((rating, position) => [rating, position]));
  const groupOf = Int32Array.from(targets, (target) => positions.get(target)!);
  const means = groupMeans(vectors, ratings.length, groupOf);
  const within = await scatter(vectors, means, groupOf, signal);
  const lower = shrunk(within, size, rows, shrinkage);
  if (!(await cholesky(lower, size, signal))) {
    throw new RecommenderError(
      'TOO_FEW_ROWS',
      `AdaptedEncoder.fit: expected vectors that vary in all ${size} dimensions within the ratings, but ${rows} training inputs of ${ratings.length} ratings do not. Give more inputs or a greater shrinkage.`,
      { data: { rows, ratings: ratings.length, shrinkage } },
    );
  }
  const mean = groupMeans(vectors, 1);
  const shares = new Float64Array(ratings.length);
  for (const group of groupOf) shares[group]! += 1 / rows;
  // One vector per rating, [ratings, size], with which B is VᵀV.
  const between = means.map((value, i) => {
    return Math.sqrt(shares[Math.floor(i / size)]!) * (value - mean[i % size]!);
  });
  const components = directions(between, lower, size, dimensions);
  return completeMap({ mean: Float32Array.from(mean), components: Float32Array.from(components) });
}

/** `W`, drawn towards the multiple of the identity that has the same trace. */
function shrunk(
  { matrix, fourthPowers }: Scatter,
  size: number,
  rows: number,
  shrinkage: number | 'auto',
): Float64Array {
  const covariance = matrix.map((value) => value / rows);
  let trace = 0;
  for (let i = 0; i < size; i++) trace += covariance[i * size + i]!;
  const amount =
    shrinkage === 'auto' ? ledoitWolf(covariance, { trace, fourthPowers, size, rows }) : shrinkage;
  for (let i = 0; i < covariance.length; i++) covariance[i]! *= 1 - amount;
  for (let i = 0; i < size; i++) covariance[i * size + i]! += (amount * trace) / size;
  return covariance;
}

interface Moments {
  readonly trace: number;
  readonly fourthPowers: number;
  readonly size: number;
  readonly rows: number;
}

/** Expected squared error of the covariance over its squared distance from the identity's multiple, at most 1. */
function ledoitWolf(covariance: Float64Array, { trace, fourthPowers, size, rows }: Moments): number {
  let squares = 0;
  for (const value of covariance) squares += value * value;
  const distance = (squares - trace ** 2 / size) / size;
  const error = (fourthPowers / rows - squares) / (size * rows);
  return distance <= 0 || error >= distance ? 1 : Math.max(0, error / distance);
}

/** Directions as columns of a row-major `[size, count]` matrix, from `B = VᵀV` and `W = L Lᵀ`. */
function directions(between: Float64Array, lower: Float64Array, size: number, limit: number): Float64Array {
  const groups = between.length / size;
  for (let group = 0; group < groups; group++) {
    solveLower(lower, size, between.subarray(group * size, (group + 1) * size));
  }
  const gram = new Float64Array(groups * groups);
  for (let a = 0; a < groups; a++) {
    for (let b = 0; b < groups; b++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += between[a * size + i]! * between[b * size + i]!;
      gram[a * groups + b] = sum;
    }
  }
  const { values, vectors } = symmetricEigen(gram, groups, RELATIVE_SEPARATION);
  const count = Math.min(limit, values.length, groups - 1);
  if (count === 0) {
    throw new RecommenderError(
      'TOO_FEW_ROWS',
      'AdaptedEncoder.fit: expected vectors whose means differ from rating to rating, but they are all equal.',
    );
  }
  const result = new Float64Array(size * count);
  for (let column = 0; column < count; column++) {
    const direction = new Float64Array(size);
    for (let group = 0; group < groups; group++) {
      const factor = vectors[group * values.length + column]! / Math.sqrt(values[column]!);
      for (let i = 0; i < size; i++) direction[i]! += factor * between[group * size + i]!;
    }
    solveUpper(lower, size, direction);
    let extreme = 0;
    for (const value of direction) if (Math.abs(value) > Math.abs(extreme)) extreme = value;
    for (let i = 0; i < size; i++) result[i * count + column] = Math.sign(extreme) * direction[i]!;
  }
  return result;
}
