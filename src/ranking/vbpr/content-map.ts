import type { MatrixProduct } from '../../numeric/matrix-product.js';
import type { ModalityColumn } from '../../types.js';
import { throwIfAborted } from '../../util/abort.js';
import { deriveSeed } from '../../util/random.js';
import { denseTranspose } from './dense-transpose.js';
import { principalAxes } from './principal-axes.js';

/** How the embeddings of one modality become content features; learned from the items of the fit. */
export interface ContentMap {
  readonly name: string;
  /** Length of an embedding. */
  readonly dimensions: number;
  /** Mean of the embeddings after each was brought to length 1, `[dimensions]`. */
  readonly mean: Float32Array;
  /** Makes the features of present items have length 1 on average (root mean square). */
  readonly scale: number;
  /** `[dimensions, width]`; without it the features are the centred embeddings. */
  readonly axes: Float32Array | undefined;
  /** Length of the features. */
  readonly width: number;
}

const ROWS_PER_BLOCK = 2048;
/** Mean squared distance to the mean, of vectors of length 1, that is rounding and no difference. */
const NO_VARIANCE = 1e-9;

/**
 * Learns the map of a modality. Embeddings are brought to length 1 (encoders differ by orders of magnitude), then to mean 0,
 * so that "absent" (zeros) stands for the average item. Those longer than `limit` are cut to their principal components.
 * A rotation changes neither the model nor its penalty, which is why only the directions that are left out can matter: those
 * in which items hardly differ, and which a projection to a few dozen factors would be the last to use.
 */
export async function fitContentMap(
  column: ModalityColumn,
  { limit, seed, signal }: { limit: number; seed: number; signal?: AbortSignal | undefined },
  product: MatrixProduct,
): Promise<ContentMap> {
  const { name, matrix } = column;
  const { dimensions } = matrix;
  const unshifted = {
    name,
    dimensions,
    mean: new Float32Array(dimensions),
    scale: 1,
    axes: undefined,
    width: dimensions,
  };
  const present = column.rowIndex.filter((row) => row >= 0).length;
  const sum = new Float64Array(dimensions);
  for (const { rows, count } of blocks(column, unshifted)) {
    for (let i = 0; i < count * dimensions; i++) sum[i % dimensions]! += rows[i]!;
  }
  const mean = Float32Array.from(sum, (total) => total / Math.max(1, present));
  const centred = { ...unshifted, mean };
  let squares = 0;
  const covariance = dimensions > limit ? new Float32Array(dimensions * dimensions) : undefined;
  for (const { rows, count } of blocks(column, centred)) {
    throwIfAborted(signal);
    for (const value of rows) squares += value * value;
    if (covariance === undefined) continue;
    const columns = denseTranspose(rows, count, dimensions);
    const part = await product.multiply(columns, dimensions, rows, dimensions, count);
    for (let i = 0; i < part.length; i++) covariance[i]! += part[i]!;
  }
  const scale = squares > NO_VARIANCE * present ? 1 / Math.sqrt(squares / present) : 0;
  if (covariance === undefined || scale === 0) return { ...centred, scale };
  const purpose = deriveSeed(seed, `vbpr-content-${name}`);
  const { axes, count } = await principalAxes(covariance, dimensions, limit, purpose, product);
  return { ...centred, scale, axes, width: count };
}

/** Features `[items, width]` of a column; zeros where the modality is absent. */
export async function contentFeatures(
  map: ContentMap,
  column: ModalityColumn,
  product: MatrixProduct,
): Promise<Float32Array> {
  const { dimensions, width, axes } = map;
  const features = new Float32Array(column.rowIndex.length * width);
  for (const { rows, items, count } of blocks(column, map)) {
    const mapped = axes === undefined ? rows : await product.multiply(rows, count, axes, width, dimensions);
    for (let index = 0; index < count; index++) {
      features.set(mapped.subarray(index * width, (index + 1) * width), items[index]! * width);
    }
  }
  return features;
}

/** Embeddings of present items, each of length 1, minus the mean, times the scale, a block at a time. */
function* blocks({ matrix, rowIndex }: ModalityColumn, { mean, scale }: Pick<ContentMap, 'mean' | 'scale'>) {
  const { data, dimensions } = matrix;
  const present = Int32Array.from([...rowIndex.keys()].filter((item) => rowIndex[item]! >= 0));
  for (let start = 0; start < present.length; start += ROWS_PER_BLOCK) {
    const items = present.subarray(start, start + ROWS_PER_BLOCK);
    const rows = new Float32Array(items.length * dimensions);
    for (const [index, item] of items.entries()) {
      const from = rowIndex[item]! * dimensions;
      let squares = 0;
      for (let i = 0; i < dimensions; i++) squares += data[from + i]! ** 2;
      const length = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      const target = index * dimensions;
      for (let i = 0; i < dimensions; i++) rows[target + i] = scale * (data[from + i]! * length - mean[i]!);
    }
    yield { rows, items, count: items.length };
  }
}
