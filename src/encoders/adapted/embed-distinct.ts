import type { EncodeOptions, Encoder, MatrixRows } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import { throwIfAborted } from '../../util/abort.js';
import { sha256 } from '../../util/hash.js';

const DEFAULT_BATCH_SIZE = 8;

/** Encodes every different input once, in batches of alike length; entry `i` of `rows` belongs to `inputs[i]`. */
export async function embedDistinct<Input extends string | Uint8Array>(
  encoder: Encoder<Input>,
  inputs: readonly Input[],
  options: EncodeOptions,
): Promise<MatrixRows> {
  const positions = new Map<string, number>();
  const distinct: Input[] = [];
  const rows = Int32Array.from(inputs, (input) => {
    const key = typeof input === 'string' ? input : sha256(input);
    const position = positions.get(key) ?? distinct.length;
    if (position === distinct.length) distinct.push(input);
    positions.set(key, position);
    return position;
  });
  const { dimensions, batchSize = DEFAULT_BATCH_SIZE } = encoder;
  const data = new Float32Array(distinct.length * dimensions);
  const order = [...distinct.keys()].sort((a, b) => distinct[a]!.length - distinct[b]!.length || a - b);
  for (let start = 0; start < order.length; start += batchSize) {
    throwIfAborted(options.signal);
    const batch = order.slice(start, start + batchSize);
    const contents = batch.map((position) => distinct[position]!);
    const vectors = await encoder.encode(contents, options);
    if (vectors.rows !== batch.length || vectors.dimensions !== dimensions) {
      throw new RecommenderError(
        'DIMENSION_MISMATCH',
        `AdaptedEncoder.fit: expected ${batch.length} vectors of ${dimensions} numbers from "${encoder.name}", but got ${vectors.rows} of ${vectors.dimensions}.`,
      );
    }
    for (const [index, position] of batch.entries()) {
      const vector = vectors.data.subarray(index * dimensions, (index + 1) * dimensions);
      data.set(vector, position * dimensions);
    }
  }
  return { matrix: { data, rows: distinct.length, dimensions }, rows };
}
