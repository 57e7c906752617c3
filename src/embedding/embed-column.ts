import type { Encoder } from '../contracts/index.js';
import type { CallOptions, StoredColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { requireOption } from '../util/options.js';
import { rateMeter } from '../util/progress.js';
import { type DistinctInputs, distinctInputs } from './distinct-inputs.js';
import { encodeMissing } from './encode-missing.js';
import { readStored } from './read-stored.js';
import { StoredEmbeddings } from './stored-embeddings.js';
import type { EmbeddedColumn, EmbeddingInput, EmbeddingStore, EmbeddingSummary } from './types.js';

const DEFAULT_BATCH_SIZE = 8;

/** What {@link embedColumn} needs. */
export interface EmbedColumnInput<Input> {
  /** Name of the modality: `review`, `image`, ... */
  readonly name: string;
  /** Fitted, if it can be. It is loaded here. */
  readonly encoder: Encoder<Input>;
  /** One entry per row, undefined where the modality is absent. */
  readonly inputs: readonly (EmbeddingInput<Input> | undefined)[];
  /** Vectors found here are not computed again; new ones are added batch by batch. Not used for an encoder with `storable: false`. */
  readonly store?: EmbeddingStore;
  /** Inputs per call of the encoder. @default the encoder's `batchSize`, otherwise 8 */
  readonly batchSize?: number;
}

/**
 * Turns the inputs of one modality into a column of embeddings. Equal inputs are encoded once and share a matrix
 * row; matrix rows come in order of first appearance. `matrix` is `[distinct inputs, encoder.dimensions]`.
 *
 * Raises `DIMENSION_MISMATCH` or `INVALID_EMBEDDING` when the encoder returns what it must not, `SOURCE_UNREADABLE`
 * when an input cannot be read, `STORE_UNUSABLE` from the store, `ABORTED`; errors of the encoder keep their code and
 * name the row. Batches encoded before a failure are in the store.
 */
export async function embedColumn<Input>(
  input: EmbedColumnInput<Input>,
  call: CallOptions = {},
): Promise<EmbeddedColumn> {
  const { distinct, dimensions } = await prepare('embedColumn', input, call);
  const rows = distinct.inputs.length;
  const data = new Float32Array(rows * dimensions);
  const receive = (row: number, vector: Float32Array) => data.set(vector, row * dimensions);
  const summary = await embedDistinct(input, distinct, receive, call);
  return { name: input.name, matrix: { data, rows, dimensions }, rowIndex: distinct.rowIndex, summary };
}

/**
 * The same for more embeddings than fit into memory: they stay in the store, and the column reads them from there when they are needed.
 * The store must stay open as long as the column is used. Raises what {@link embedColumn} raises, and `INVALID_OPTIONS` for an encoder
 * whose vectors are not kept in stores.
 */
export async function embedIntoStore<Input>(
  input: EmbedColumnInput<Input> & { readonly store: EmbeddingStore },
  call: CallOptions = {},
): Promise<StoredColumn & { readonly summary: EmbeddingSummary }> {
  const { name, encoder, store } = input;
  requireOption(
    encoder.storable !== false,
    'embedIntoStore',
    `the encoder "${encoder.name}" is not storable: its vectors are cheaper to compute than to keep. Use embedColumn.`,
  );
  const { distinct, dimensions } = await prepare('embedIntoStore', input, call);
  const summary = await embedDistinct(input, distinct, () => {}, call);
  const keys = distinct.inputs.map(({ key }) => key);
  const matrix = new StoredEmbeddings(store, encoder.fingerprint, keys, dimensions);
  return { name, matrix, rowIndex: distinct.rowIndex, summary };
}

async function prepare<Input>(
  owner: string,
  { encoder, inputs, batchSize = encoder.batchSize ?? DEFAULT_BATCH_SIZE }: EmbedColumnInput<Input>,
  { signal, onProgress }: CallOptions,
) {
  requireOption(
    Number.isInteger(batchSize) && batchSize >= 1,
    owner,
    `batchSize must be a positive integer, but is ${batchSize}.`,
  );
  throwIfAborted(signal);
  await encoder.load?.({ ...(signal && { signal }), ...(onProgress && { onProgress }) });
  return { distinct: distinctInputs(inputs), dimensions: encoder.dimensions };
}

async function embedDistinct<Input>(
  {
    name,
    encoder,
    store: given,
    batchSize = encoder.batchSize ?? DEFAULT_BATCH_SIZE,
  }: EmbedColumnInput<Input>,
  { inputs, firstRow }: DistinctInputs<Input>,
  receive: (row: number, vector: Float32Array) => void,
  { signal, onProgress }: CallOptions,
): Promise<EmbeddingSummary> {
  const store = encoder.storable === false ? undefined : given;
  const { dimensions, fingerprint } = encoder;
  const total = inputs.length;
  const rate = rateMeter();
  let done = 0;
  const advance = (count: number) => {
    done += count;
    onProgress?.({ stage: 'embed', modality: name, done, total, rate: rate(done) });
  };
  advance(0);
  const keys = inputs.map((input) => input.key);
  const { missing, unusable } = store
    ? await readStored({ store, fingerprint, keys, dimensions, receive, signal, onRead: advance })
    : { missing: [...keys.keys()], unusable: 0 };
  await encodeMissing({
    name,
    encoder,
    missing: missing.map((matrixRow) => ({
      input: inputs[matrixRow]!,
      matrixRow,
      firstRow: firstRow[matrixRow]!,
    })),
    batchSize,
    receive,
    store,
    signal,
    onEncoded: advance,
  });
  return { distinct: total, encoded: missing.length, reused: total - missing.length, unusable };
}
