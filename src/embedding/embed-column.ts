import type { Encoder } from '../contracts/index.js';
import type { CallOptions } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { requireOption } from '../util/options.js';
import { rateMeter } from '../util/progress.js';
import { distinctInputs } from './distinct-inputs.js';
import { encodeMissing } from './encode-missing.js';
import { readStored } from './read-stored.js';
import type { EmbeddedColumn, EmbeddingInput, EmbeddingStore } from './types.js';

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
  {
    name,
    encoder,
    inputs,
    store: given,
    batchSize = encoder.batchSize ?? DEFAULT_BATCH_SIZE,
  }: EmbedColumnInput<Input>,
  { signal, onProgress }: CallOptions = {},
): Promise<EmbeddedColumn> {
  requireOption(
    Number.isInteger(batchSize) && batchSize >= 1,
    'embedColumn',
    `batchSize must be a positive integer, but is ${batchSize}.`,
  );
  throwIfAborted(signal);
  const store = encoder.storable === false ? undefined : given;
  await encoder.load?.({ ...(signal && { signal }), ...(onProgress && { onProgress }) });
  const { dimensions } = encoder;
  const distinct = distinctInputs(inputs);
  const total = distinct.inputs.length;
  const target = new Float32Array(total * dimensions);

  const rate = rateMeter();
  let done = 0;
  const advance = (count: number) => {
    done += count;
    onProgress?.({ stage: 'embed', modality: name, done, total, rate: rate(done) });
  };
  advance(0);

  const keys = distinct.inputs.map((input) => input.key);
  const { missing, unusable } = store
    ? await readStored({
        store,
        fingerprint: encoder.fingerprint,
        keys,
        dimensions,
        target,
        signal,
        onRead: advance,
      })
    : { missing: [...keys.keys()], unusable: 0 };

  await encodeMissing({
    name,
    encoder,
    missing: missing.map((matrixRow) => ({
      input: distinct.inputs[matrixRow]!,
      matrixRow,
      firstRow: distinct.firstRow[matrixRow]!,
    })),
    batchSize,
    target,
    store,
    signal,
    onEncoded: advance,
  });
  return {
    name,
    matrix: { data: target, rows: total, dimensions },
    rowIndex: distinct.rowIndex,
    summary: { distinct: total, encoded: missing.length, reused: total - missing.length, unusable },
  };
}
