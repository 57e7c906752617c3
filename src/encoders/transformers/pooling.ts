import { requireOption } from '../../util/options.js';

/**
 * How an output becomes one vector per input. `none`: it already is one. `cls`: the first token's vector. `mean` and
 * `max`: over tokens that are not padding, or over the places of a feature map. `last`: the last token that is not padding.
 */
export type Pooling = 'cls' | 'last' | 'max' | 'mean' | 'none';

/** All ways of pooling. */
export const POOLINGS: readonly Pooling[] = Object.freeze(['cls', 'last', 'max', 'mean', 'none']);

/** Raises `INVALID_OPTIONS` for a pooling that is none; `null` leaves the choice open. */
export function checkPooling(owner: string, pooling: Pooling | null): void {
  const known = POOLINGS.map((way) => `"${way}"`).join(', ');
  requireOption(
    pooling === null || POOLINGS.includes(pooling),
    owner,
    `pooling must be one of ${known} or null; got "${pooling}".`,
  );
}

/** Numbers of several inputs, the first axis counting them. */
export interface PoolInput {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** Width of the pooled vectors, or `null` when an output of this shape cannot be pooled this way. */
export function pooledDimensions(dims: readonly number[], pooling: Pooling): number | null {
  if (pooling === 'none') return isVector(dims) ? dims[1]! : null;
  if (dims.length === 3) return dims[2]!;
  return (pooling === 'mean' || pooling === 'max') && dims.length > 3 ? dims[1]! : null;
}

/** Is it one vector per input, perhaps as a feature map of one place? */
export function isVector(dims: readonly number[]): boolean {
  return dims.length >= 2 && dims.slice(2).every((size) => size === 1);
}

/** In words, for messages. */
export function expectedShape(pooling: Pooling): string {
  if (pooling === 'none') return '[inputs, dimensions]';
  return pooling === 'cls' || pooling === 'last'
    ? '[inputs, tokens, dimensions]'
    : '[inputs, tokens, dimensions] or [inputs, dimensions, height, width]';
}

/**
 * Pools one run. `lengths[i]` is the number of tokens of input `i` that are not padding; without it all count.
 * Sums in double precision, so that a text's mean does not depend on how far its batch was padded.
 */
export function pool(
  { data, dims }: PoolInput,
  pooling: Pooling,
  lengths?: readonly number[],
): Float32Array[] {
  const rows = dims[0]!;
  const size = data.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const part = data.subarray(row * size, (row + 1) * size);
    if (pooling === 'none') return part;
    if (dims.length > 3) return poolPlaces(part, dims[1]!, pooling === 'max');
    return poolTokens(part, dims[2]!, lengths?.[row] ?? dims[1]!, pooling);
  });
}

function poolTokens(tokens: Float32Array, width: number, count: number, pooling: Pooling): Float32Array {
  switch (pooling) {
    case 'mean':
      return meanOfTokens(tokens, width, count);
    case 'max':
      return maxOfTokens(tokens, width, count);
    case 'last':
      return tokens.subarray((count - 1) * width, count * width);
    default:
      return tokens.subarray(0, width);
  }
}

function meanOfTokens(tokens: Float32Array, width: number, count: number): Float32Array {
  const sums = new Float64Array(width);
  for (let position = 0; position < count * width; position++) sums[position % width]! += tokens[position]!;
  return Float32Array.from(sums, (sum) => sum / count);
}

function maxOfTokens(tokens: Float32Array, width: number, count: number): Float32Array {
  const largest = tokens.slice(0, width);
  for (let position = width; position < count * width; position++) {
    const value = tokens[position]!;
    if (value > largest[position % width]!) largest[position % width] = value;
  }
  return largest;
}

function poolPlaces(map: Float32Array, channels: number, isMax: boolean): Float32Array {
  const places = map.length / channels;
  return Float32Array.from({ length: channels }, (_, channel) => {
    const values = map.subarray(channel * places, (channel + 1) * places);
    if (isMax) return values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY);
    return values.reduce((sum, value) => sum + value, 0) / places;
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
