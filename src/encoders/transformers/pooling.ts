import type { TensorOutput } from './onnx-graph.js';

/**
 * How an output becomes one vector per input. `none`: it already is one. `cls`: the first token's vector.
 * `mean`: the mean over tokens that are not padding, or over the places of a feature map.
 */
export type Pooling = 'cls' | 'mean' | 'none';

/** Width of the pooled vectors, or `null` when an output of this shape cannot be pooled this way. */
export function pooledDimensions(dims: readonly number[], pooling: Pooling): number | null {
  if (pooling === 'none')
    return dims.length >= 2 && dims.slice(2).every((size) => size === 1) ? dims[1]! : null;
  if (dims.length === 3) return dims[2]!;
  return pooling === 'mean' && dims.length > 3 ? dims[1]! : null;
}

/** In words, for messages. */
export function expectedShape(pooling: Pooling): string {
  if (pooling === 'none') return '[inputs, dimensions]';
  return pooling === 'cls'
    ? '[inputs, tokens, dimensions]'
    : '[inputs, tokens, dimensions] or [inputs, dimensions, height, width]';
}

/**
 * Pools one run. `lengths[i]` is the number of tokens of input `i` that are not padding; without it all count.
 * Sums in double precision, so that a text's mean does not depend on how far its batch was padded.
 */
export function pool(output: TensorOutput, pooling: Pooling, lengths?: readonly number[]): Float32Array[] {
  const { data, dims } = output;
  const rows = dims[0]!;
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const part = data.subarray(row * size, (row + 1) * size);
    if (pooling === 'none') return part;
    if (dims.length > 3) return meanOfPlaces(part, dims[1]!);
    const width = dims[2]!;
    return pooling === 'cls'
      ? part.subarray(0, width)
      : meanOfTokens(part, width, lengths?.[row] ?? dims[1]!);
  });
}

function meanOfTokens(tokens: Float32Array, width: number, count: number): Float32Array {
  const sums = new Float64Array(width);
  for (let position = 0; position < count * width; position++) sums[position % width]! += tokens[position]!;
  return Float32Array.from(sums, (sum) => sum / count);
}

function meanOfPlaces(map: Float32Array, channels: number): Float32Array {
  const places = map.length / channels;
  return Float32Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let place = 0; place < places; place++) sum += map[channel * places + place]!;
    return sum / places;
  });
}

/** Scales to length 1, in place; a vector of zeros stays. */
export function normalizeRow(row: Float32Array): void {
  let squares = 0;
  for (const value of row) squares += value * value;
  if (squares === 0) return;
  const scale = 1 / Math.sqrt(squares);
  for (let index = 0; index < row.length; index++) row[index]! *= scale;
}
