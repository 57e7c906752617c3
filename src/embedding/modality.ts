import type { Encoder, ImageEncoder, TextEncoder } from '../contracts/index.js';
import type { CallOptions, ModalityColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { embedColumn } from './embed-column.js';
import type { EmbeddingInput, EmbeddingStore } from './types.js';

/** One named input of the model with the encoder that reads it. */
export type Modality =
  | { readonly name: 'review'; readonly encoder: TextEncoder }
  | { readonly name: 'image'; readonly encoder: ImageEncoder };

/** The text encoder among them, or null. */
export function textEncoderOf(modalities: readonly Modality[]): TextEncoder | null {
  for (const modality of modalities) if (modality.name === 'review') return modality.encoder;
  return null;
}

/** The image encoder among them, or null. */
export function imageEncoderOf(modalities: readonly Modality[]): ImageEncoder | null {
  for (const modality of modalities) if (modality.name === 'image') return modality.encoder;
  return null;
}

/** What {@link fitAndEmbed} needs for one modality. */
export interface FitAndEmbedInput<Input> {
  readonly name: string;
  readonly encoder: Encoder<Input>;
  /** One entry per row, undefined where the modality is absent. */
  readonly inputs: readonly (EmbeddingInput<Input> | undefined)[];
  /** Rows that an encoder with `fit` may learn from. */
  readonly train: Int32Array;
  readonly seed: number;
  readonly store: EmbeddingStore | null;
}

/** Loads an encoder, fits it on the training rows if it learns, and encodes all rows. */
export async function fitAndEmbed<Input>(
  { name, encoder, inputs, train, seed, store }: FitAndEmbedInput<Input>,
  call: CallOptions = {},
): Promise<ModalityColumn> {
  const signal = call.signal ? { signal: call.signal } : {};
  await encoder.load?.({ ...signal, ...(call.onProgress && { onProgress: call.onProgress }) });
  if (encoder.fit) {
    call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 0, total: 1, rate: 0 });
    const present = [...train].map((row) => inputs[row]).filter((input) => input !== undefined);
    const contents: Input[] = [];
    for (const input of present) {
      throwIfAborted(call.signal);
      contents.push(await input.read());
    }
    await encoder.fit(contents, { seed, ...signal });
    call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 1, total: 1, rate: 0 });
  }
  // A fitted encoder gives other vectors after every fit, so that keeping them would only fill the store.
  const keep = store !== null && !encoder.fit ? { store } : {};
  return embedColumn<Input>({ name, encoder, inputs, ...keep }, call);
}
