import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MatrixRows } from '../../contracts/index.js';
import { throwIfAborted } from '../../util/abort.js';

const ROWS_AT_ONCE = 128;
const TILE = 4;

/** How the vectors of a fit lie about the means of their groups. */
export interface Scatter {
  /** Sum of `(x - c) (x - c)ᵀ` with `c` the mean of the row's group, `[dimensions, dimensions]`. */
  readonly matrix: Float64Array;
  /** Sum of `|x - c|⁴`. */
  readonly fourthPowers: number;
}

/** Mean of every group, row-major `[groups, dimensions]`. Without `groupOf` all rows are one group. */
export function groupMeans({ matrix, rows }: MatrixRows, groups: number, groupOf?: Int32Array): Float64Array {
  const { data, dimensions } = matrix;
  const means = new Float64Array(groups * dimensions);
  const counts = new Float64Array(groups);
  for (const [index, row] of rows.entries()) {
    const group = groupOf?.[index] ?? 0;
    counts[group]!++;
    for (let j = 0; j < dimensions; j++) means[group * dimensions + j]! += data[row * dimensions + j]!;
  }
  for (let i = 0; i < means.length; i++) means[i]! /= counts[Math.floor(i / dimensions)]!;
  return means;
}

/**
 * The scatter in double precision, some rows at a time, so that other work and aborts come in between. Rows are
 * transposed into columns first: the inner loop then runs along two sets of four columns and keeps its sixteen sums in
 * registers, and only half of the symmetric result is computed.
 */
export async function scatter(
  vectors: MatrixRows,
  means: Float64Array,
  groupOf?: Int32Array,
  signal?: AbortSignal,
): Promise<Scatter> {
  const { matrix, rows } = vectors;
  const { data, dimensions } = matrix;
  const padded = Math.ceil(dimensions / TILE) * TILE;
  const columns = new Float64Array(padded * ROWS_AT_ONCE);
  const upper = new Float64Array(padded * padded);
  let fourthPowers = 0;
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    await nextTurn();
    throwIfAborted(signal);
    const count = Math.min(ROWS_AT_ONCE, rows.length - first);
    for (let index = 0; index < count; index++) {
      const from = rows[first + index]! * dimensions;
      const center = (groupOf?.[first + index] ?? 0) * dimensions;
      let square = 0;
      for (let j = 0; j < dimensions; j++) {
        const value = data[from + j]! - means[center + j]!;
        columns[j * ROWS_AT_ONCE + index] = value;
        square += value * value;
      }
      fourthPowers += square * square;
    }
    addProducts(columns, count, padded, upper);
  }
  return { matrix: mirrored(upper, padded, dimensions), fourthPowers };
}

/** Adds the products of all pairs of columns to the upper tiles. */
function addProducts(columns: Float64Array, count: number, padded: number, upper: Float64Array): void {
  for (let i = 0; i < padded; i += TILE) {
    for (let j = i; j < padded; j += TILE) addTile(columns, i, j, count, upper, padded);
  }
}

function addTile(
  columns: Float64Array,
  i: number,
  j: number,
  count: number,
  upper: Float64Array,
  padded: number,
): void {
  const step = ROWS_AT_ONCE;
  const left = i * step;
  const right = j * step;
  let s00 = 0;
  let s01 = 0;
  let s02 = 0;
  let s03 = 0;
  let s10 = 0;
  let s11 = 0;
  let s12 = 0;
  let s13 = 0;
  let s20 = 0;
  let s21 = 0;
  let s22 = 0;
  let s23 = 0;
  let s30 = 0;
  let s31 = 0;
  let s32 = 0;
  let s33 = 0;
  for (let row = 0; row < count; row++) {
    const a0 = columns[left + row]!;
    const a1 = columns[left + step + row]!;
    const a2 = columns[left + 2 * step + row]!;
    const a3 = columns[left + 3 * step + row]!;
    const b0 = columns[right + row]!;
    const b1 = columns[right + step + row]!;
    const b2 = columns[right + 2 * step + row]!;
    const b3 = columns[right + 3 * step + row]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
  }
  let out = i * padded + j;
  upper[out]! += s00;
  upper[out + 1]! += s01;
  upper[out + 2]! += s02;
  upper[out + 3]! += s03;
  out += padded;
  upper[out]! += s10;
  upper[out + 1]! += s11;
  upper[out + 2]! += s12;
  upper[out + 3]! += s13;
  out += padded;
  upper[out]! += s20;
  upper[out + 1]! += s21;
  upper[out + 2]! += s22;
  upper[out + 3]! += s23;
  out += padded;
  upper[out]! += s30;
  upper[out + 1]! += s31;
  upper[out + 2]! += s32;
  upper[out + 3]! += s33;
}

function mirrored(upper: Float64Array, padded: number, size: number): Float64Array {
  const full = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      full[i * size + j] = upper[i * padded + j]!;
      full[j * size + i] = upper[i * padded + j]!;
    }
  }
  return full;
}
