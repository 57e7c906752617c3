import type { Encoder, ImageEncoder, TextEncoder } from '../contracts/index.js';
import type { CallOptions, EmbeddingMatrix } from '../types.js';
import { embedColumn } from './embed-column.js';
import { imageInput, textInput } from './inputs.js';
import type { EmbeddingInput, EmbeddingStore } from './types.js';

/** Options of {@link embedTexts} and {@link embedImages}. */
export interface EmbedOptions extends CallOptions {
  /** Vectors found here are not computed again. */
  readonly store?: EmbeddingStore;
  /** Inputs per call of the encoder. @default the encoder's `batchSize`, otherwise 8 */
  readonly batchSize?: number;
}

/** Texts -> `[texts.length, encoder.dimensions]`, row `i` for `texts[i]`. Errors as in {@link embedColumn}. */
export function embedTexts(
  encoder: TextEncoder,
  texts: readonly string[],
  options: EmbedOptions = {},
): Promise<EmbeddingMatrix> {
  return embedMany('text', encoder, texts.map(textInput), options);
}

/** Contents of image files -> `[images.length, encoder.dimensions]`, row `i` for `images[i]`. Errors as in {@link embedColumn}. */
export function embedImages(
  encoder: ImageEncoder,
  images: readonly Uint8Array[],
  options: EmbedOptions = {},
): Promise<EmbeddingMatrix> {
  return embedMany('image', encoder, images.map(imageInput), options);
}

async function embedMany<Input>(
  name: string,
  encoder: Encoder<Input>,
  inputs: readonly EmbeddingInput<Input>[],
  { signal, onProgress, ...settings }: EmbedOptions,
): Promise<EmbeddingMatrix> {
  const call: CallOptions = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const { matrix, rowIndex } = await embedColumn({ name, encoder, inputs, ...settings }, call);
  const { dimensions } = matrix;
  const data = new Float32Array(inputs.length * dimensions);
  for (const [row, source] of rowIndex.entries()) {
    data.set(matrix.data.subarray(source * dimensions, (source + 1) * dimensions), row * dimensions);
  }
  return { data, rows: inputs.length, dimensions };
}
