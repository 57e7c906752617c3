import type { InteractionMatrix, RankingQuery } from '../../contracts/index.js';
import { cholesky, solveLower, solveUpper } from '../../encoders/adapted/cholesky.js';

/** The items that a person's vector is fitted to, in summary, and what is known of people in general. */
export interface FoldIn {
  /** Length of a vector. */
  readonly width: number;
  /** Mean vector of the items of the fit, `[width]`. */
  readonly center: Float32Array;
  readonly meanBias: number;
  /** Margin by which people prefer what they chose to the average item. */
  readonly margin: number;
  /** Covariance of the item vectors, `[width, width]`. */
  readonly covariance: Float32Array;
  /** Covariance of item vectors and item biases, `[width]`. */
  readonly biasCovariance: Float32Array;
  /** Precision of the people's vectors times the variance of the margin, `[width, width]`. */
  readonly precision: Float32Array;
  /** Mean vector of people. */
  readonly typical: Float32Array;
}

/** The tables that a fold-in is prepared from. */
export interface FoldInTables {
  /** `[users, width]` */
  readonly userVectors: Float32Array;
  /** `[items, width + 1]`: a vector, then the bias. */
  readonly itemVectors: Float32Array;
  readonly width: number;
}

/** Share of the mean variance that every direction of people's vectors is granted, so that the precision exists. */
const VARIANCE_FLOOR = 0.01;

/** Prepares the fold-in from the items that people have interacted with and the people who have. */
export async function prepareFoldIn(
  { userVectors, itemVectors, width }: FoldInTables,
  interactions: InteractionMatrix,
): Promise<FoldIn> {
  const { users, items, rowStart, itemIndex } = interactions;
  const known = new Set(itemIndex);
  const itemRows = [...Array(items).keys()].filter((item) => known.has(item));
  const userRows = [...Array(users).keys()].filter((user) => rowStart[user + 1]! > rowStart[user]!);
  const item = moments(itemVectors, width + 1, itemRows);
  const user = moments(userVectors, width, userRows);
  const covariance = new Float64Array(width * width);
  const biasCovariance = new Float64Array(width);
  for (let row = 0; row < width; row++) {
    const from = row * (width + 1);
    covariance.set(item.covariance.subarray(from, from + width), row * width);
    biasCovariance[row] = item.covariance[from + width]!;
  }
  const { mean: margin, variance } = margins(userVectors, itemVectors, width, interactions, item.mean);
  let trace = 0;
  for (let i = 0; i < width; i++) trace += user.covariance[i * width + i]!;
  const floor = Math.max((VARIANCE_FLOOR * trace) / width, 1e-12);
  for (let i = 0; i < width; i++) user.covariance[i * width + i]! += floor;
  await cholesky(user.covariance, width);
  const precision = new Float64Array(width * width);
  for (let column = 0; column < width; column++) {
    const unit = precision.subarray(column * width, (column + 1) * width);
    unit[column] = variance;
    solveLower(user.covariance, width, unit);
    solveUpper(user.covariance, width, unit);
  }
  return {
    width,
    center: Float32Array.from(item.mean.subarray(0, width)),
    meanBias: item.mean[width]!,
    margin,
    covariance: Float32Array.from(covariance),
    biasCovariance: Float32Array.from(biasCovariance),
    precision: Float32Array.from(precision),
    typical: Float32Array.from(user.mean),
  };
}

/**
 * The vector of a person by what they like, with the items held fixed: the minimum of
 *
 * `sum over liked i of w_i mean over items j of (m - (b_i - b_j) - p.(v_i - v_j))² + s² (p - p0)' S⁻¹ (p - p0)`
 *
 * That is the ranking objective of the fit with squares (as in Takacs and Tikk 2012) in place of logarithms, so that the
 * minimum is one linear system, and with the people of the fit as the prior: `m` and `s²` are mean and variance of their
 * margins, `p0` and `S` mean and covariance of their vectors. Who likes nothing yet gets `p0`.
 */
export async function foldIn(
  { liked, weight }: RankingQuery,
  itemVectors: Float32Array,
  { width, center, meanBias, margin, covariance, biasCovariance, precision, typical }: FoldIn,
): Promise<Float32Array> {
  const matrix = Float64Array.from(precision);
  const target = new Float64Array(width);
  for (let row = 0; row < width; row++) {
    for (let column = 0; column < width; column++) {
      target[row]! += precision[row * width + column]! * typical[column]!;
    }
  }
  let total = 0;
  const centred = new Float64Array(width);
  for (const [index, item] of liked.entries()) {
    const share = weight?.[index] ?? 1;
    total += share;
    const from = item * (width + 1);
    for (let i = 0; i < width; i++) centred[i] = itemVectors[from + i]! - center[i]!;
    const wanted = share * (margin - (itemVectors[from + width]! - meanBias));
    for (let i = 0; i < width; i++) {
      const scaled = share * centred[i]!;
      target[i]! += wanted * centred[i]!;
      // The lower triangle is all that the factorisation reads.
      for (let j = 0; j <= i; j++) matrix[i * width + j]! += scaled * centred[j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    target[i]! -= total * biasCovariance[i]!;
    for (let j = 0; j <= i; j++) matrix[i * width + j]! += total * covariance[i * width + j]!;
  }
  await cholesky(matrix, width);
  solveLower(matrix, width, target);
  solveUpper(matrix, width, target);
  return Float32Array.from(target);
}

/** Mean and covariance of some rows of a table. */
function moments(table: Float32Array, width: number, rows: readonly number[]) {
  const mean = new Float64Array(width);
  for (const row of rows) for (let i = 0; i < width; i++) mean[i]! += table[row * width + i]! / rows.length;
  const covariance = new Float64Array(width * width);
  const centred = new Float64Array(width);
  for (const row of rows) {
    for (let i = 0; i < width; i++) centred[i] = table[row * width + i]! - mean[i]!;
    for (let i = 0; i < width; i++) {
      const scaled = centred[i]! / rows.length;
      for (let j = 0; j < width; j++) covariance[i * width + j]! += scaled * centred[j]!;
    }
  }
  return { mean, covariance };
}

/** Mean and variance over the interactions of how far the item is above the average one. */
function margins(
  userVectors: Float32Array,
  itemVectors: Float32Array,
  width: number,
  { users, rowStart, itemIndex }: InteractionMatrix,
  center: Float64Array,
) {
  let sum = 0;
  let squares = 0;
  for (let user = 0; user < users; user++) {
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      const from = itemIndex[entry]! * (width + 1);
      let margin = itemVectors[from + width]! - center[width]!;
      for (let i = 0; i < width; i++) {
        margin += userVectors[user * width + i]! * (itemVectors[from + i]! - center[i]!);
      }
      sum += margin;
      squares += margin * margin;
    }
  }
  const mean = sum / itemIndex.length;
  return { mean, variance: Math.max(squares / itemIndex.length - mean * mean, 1e-6 * mean * mean, 1e-12) };
}
