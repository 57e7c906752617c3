import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix, PluginState } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { bytesOf } from '../../util/safetensors.js';

/** Vectors `x` -> `(x - mean) components`. */
export interface LinearMap {
  /** `[inputDimensions]`. */
  readonly mean: Float32Array;
  /** Row-major `[inputDimensions, dimensions]`. */
  readonly components: Float32Array;
  readonly dimensions: number;
  readonly hash: string;
}

const PRODUCTS_PER_TURN = 1 << 25;

/** Adds what follows from the learned values. */
export function completeMap({ mean, components }: Pick<LinearMap, 'mean' | 'components'>): LinearMap {
  const hash = createHash('sha256').update(bytesOf(mean)).update(bytesOf(components)).digest('hex');
  return { mean, components, dimensions: components.length / mean.length, hash };
}

/**
 * Applies the map to every row, in double precision: `[rows, dimensions]`. Raises `DIMENSION_MISMATCH` for vectors of another
 * width than those it was learned from, `ABORTED`.
 */
export async function applyMap(
  { mean, components, dimensions }: LinearMap,
  matrix: EmbeddingMatrix,
  signal?: AbortSignal,
): Promise<EmbeddingMatrix> {
  const width = mean.length;
  if (matrix.dimensions !== width) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `AdaptedEncoder: expected vectors of ${width} numbers, as in its fit, but got ${matrix.dimensions}. Fit it again.`,
      { data: { expected: width, received: matrix.dimensions } },
    );
  }
  const data = new Float32Array(matrix.rows * dimensions);
  const sum = new Float64Array(dimensions);
  const rowsPerTurn = Math.max(1, Math.floor(PRODUCTS_PER_TURN / components.length));
  for (let row = 0; row < matrix.rows; row++) {
    if (row % rowsPerTurn === 0 && row > 0) await nextTurn();
    throwIfAborted(signal);
    addProduct(matrix.data, row * width, mean, components, sum.fill(0));
    data.set(sum, row * dimensions);
  }
  return { data, rows: matrix.rows, dimensions };
}

/** Four components at a time, so that the sums are loaded and stored a quarter as often. */
function addProduct(
  data: Float32Array,
  from: number,
  mean: Float32Array,
  components: Float32Array,
  sum: Float64Array,
): void {
  const width = mean.length;
  const dimensions = sum.length;
  let j = 0;
  for (; j + 3 < width; j += 4) {
    const v0 = data[from + j]! - mean[j]!;
    const v1 = data[from + j + 1]! - mean[j + 1]!;
    const v2 = data[from + j + 2]! - mean[j + 2]!;
    const v3 = data[from + j + 3]! - mean[j + 3]!;
    const c0 = j * dimensions;
    const c1 = c0 + dimensions;
    const c2 = c1 + dimensions;
    const c3 = c2 + dimensions;
    for (let i = 0; i < dimensions; i++) {
      sum[i]! +=
        v0 * components[c0 + i]! +
        v1 * components[c1 + i]! +
        v2 * components[c2 + i]! +
        v3 * components[c3 + i]!;
    }
  }
  for (; j < width; j++) {
    const v = data[from + j]! - mean[j]!;
    for (let i = 0; i < dimensions; i++) sum[i]! += v * components[j * dimensions + i]!;
  }
}

/** The inverse of what a saved state holds of a map. Raises `SAVE_CORRUPT` when the parts do not fit together. */
export function mapFromState({ arrays = {} }: PluginState): LinearMap {
  const { mean, components } = arrays;
  if (
    mean &&
    components &&
    mean.length > 0 &&
    components.length > 0 &&
    components.length % mean.length === 0
  ) {
    return completeMap({ mean, components });
  }
  throw new RecommenderError(
    'SAVE_CORRUPT',
    'AdaptedEncoder: expected a saved state with a mean and components [inputs, dimensions], ' +
      `but found ${mean?.length ?? 'no'} and ${components?.length ?? 'no'} numbers. Save the model again.`,
  );
}
