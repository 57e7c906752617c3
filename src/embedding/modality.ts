import type {
  AdaptingEncoder,
  Encoder,
  EncoderFitOptions,
  ImageEncoder,
  RecordEncoder,
  TextEncoder,
} from '../contracts/index.js';
import type { CallOptions, ModalityColumn, RatingColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { embedColumn, embedIntoStore } from './embed-column.js';
import type { EmbeddingInput, EmbeddingStore } from './types.js';

/** One named input of the model with the encoder that reads it. */
export type Modality =
  | { readonly name: 'review' | 'content'; readonly encoder: TextEncoder }
  | { readonly name: 'image'; readonly encoder: ImageEncoder }
  | { readonly name: 'record'; readonly encoder: RecordEncoder };

/** The text encoder among them, or null. */
export function textEncoderOf(modalities: readonly Modality[]): TextEncoder | null {
  for (const { name, encoder } of modalities) if (name === 'review' || name === 'content') return encoder;
  return null;
}

/** The image encoder among them, or null. */
export function imageEncoderOf(modalities: readonly Modality[]): ImageEncoder | null {
  for (const { name, encoder } of modalities) if (name === 'image') return encoder;
  return null;
}

/** The record encoder among them, or null. */
export function recordEncoderOf(modalities: readonly Modality[]): RecordEncoder | null {
  for (const { name, encoder } of modalities) if (name === 'record') return encoder;
  return null;
}

/** The fingerprint of every encoder, which must be loaded and fitted. */
export function fingerprintsOf(modalities: readonly Modality[]): ReadonlyMap<string, string> {
  return new Map(modalities.map(({ name, encoder }) => [name, encoder.fingerprint]));
}

/** What {@link fitAndEmbed} needs for one modality. */
export interface FitAndEmbedInput<Input> {
  readonly name: string;
  readonly encoder: Encoder<Input>;
  /** One entry per row, undefined where the modality is absent. */
  readonly inputs: readonly (EmbeddingInput<Input> | undefined)[];
  /** Rows that an encoder with `fit` may learn from. */
  readonly train: Int32Array;
  /** The rating of every row; an encoder sees those of the training rows only. */
  readonly ratings?: Float32Array;
  readonly seed: number;
  readonly store: EmbeddingStore | null;
}

/** Loads an encoder, fits it on the training rows if it learns, and encodes all rows. */
export async function fitAndEmbed<Input>(
  job: FitAndEmbedInput<Input>,
  call: CallOptions = {},
): Promise<ModalityColumn> {
  const { name, encoder, inputs, store } = job;
  if (isAdapting(encoder)) return fitAndAdapt(job, encoder, call);
  const signal = call.signal ? { signal: call.signal } : {};
  await encoder.load?.({ ...signal, ...(call.onProgress && { onProgress: call.onProgress }) });
  if (encoder.fit) {
    call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 0, total: 1, rate: 0 });
    const { rows, options } = trainingPart(job, call);
    const contents: Input[] = [];
    for (const row of rows) {
      throwIfAborted(call.signal);
      contents.push(await inputs[row]!.read());
    }
    await encoder.fit(contents, options);
    call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 1, total: 1, rate: 0 });
  }
  // A fitted encoder gives other vectors after every fit, so that keeping them would only fill the store.
  const keep = store !== null && !encoder.fit ? { store } : {};
  return embedColumn<Input>({ name, encoder, inputs, ...keep }, call);
}

/**
 * The same, but leaves the vectors in the store and reads them when they are needed, for more than fit into memory. Those of an encoder
 * that learns, or that keeps none, are in memory all the same.
 */
export async function fitAndStream<Input>(
  job: FitAndEmbedInput<Input>,
  call: CallOptions = {},
): Promise<RatingColumn> {
  const { name, encoder, inputs, store } = job;
  const computed = encoder.fit !== undefined || encoder.storable === false || isAdapting(encoder);
  if (store === null || computed) return fitAndEmbed(job, call);
  return embedIntoStore({ name, encoder, inputs, store }, call);
}

/** Embeds with the inner encoder, whose vectors can be kept, and maps the whole matrix. */
async function fitAndAdapt<Input>(
  job: FitAndEmbedInput<Input>,
  encoder: AdaptingEncoder<Input>,
  call: CallOptions,
): Promise<ModalityColumn> {
  const { name } = job;
  const column = await fitAndEmbed({ ...job, encoder: encoder.inner }, call);
  call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 0, total: 1, rate: 0 });
  const { rows, options } = trainingPart(job, call);
  const matrixRows = rows.map((row) => column.rowIndex[row]!);
  await encoder.fitVectors({ matrix: column.matrix, rows: matrixRows }, options);
  const matrix = await encoder.mapVectors(column.matrix, options);
  call.onProgress?.({ stage: 'fit-encoder', modality: name, done: 1, total: 1, rate: 0 });
  return { ...column, matrix };
}

/** The training rows that have an input, and what a fit is told about them. */
function trainingPart<Input>(
  { inputs, train, ratings, seed }: FitAndEmbedInput<Input>,
  { signal }: CallOptions,
): { rows: Int32Array; options: EncoderFitOptions } {
  const rows = train.filter((row) => inputs[row] !== undefined);
  const targets = ratings && { targets: Float32Array.from(rows, (row) => ratings[row]!) };
  return { rows, options: { seed, ...targets, ...(signal && { signal }) } };
}

/** Does it map the vectors of an inner encoder? */
export function isAdapting<Input>(encoder: Encoder<Input>): encoder is AdaptingEncoder<Input> {
  return 'inner' in encoder && 'fitVectors' in encoder && 'mapVectors' in encoder;
}
