import type { Encoder } from '../contracts/index.js';
import { throwIfAborted } from '../util/abort.js';
import { encodeBatch, withContext } from './encode-batch.js';
import type { EmbeddingInput, EmbeddingStore } from './types.js';

/** An input to encode and the matrix row that its vector fills. */
export interface MissingInput<Input> {
  readonly input: EmbeddingInput<Input>;
  readonly matrixRow: number;
  /** First row of the column with this input, for error messages. */
  readonly firstRow: number;
}

/** What {@link encodeMissing} needs. */
export interface EncodeMissingInput<Input> {
  /** Name of the modality. */
  readonly name: string;
  readonly encoder: Encoder<Input>;
  readonly missing: readonly MissingInput<Input>[];
  readonly batchSize: number;
  /** Is given every vector; it is a view of memory that may be used again. */
  readonly receive: (matrixRow: number, vector: Float32Array) => void;
  readonly store: EmbeddingStore | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onEncoded: (count: number) => void;
}

/**
 * Encodes in ascending length order, batch by batch; each batch is durable in the store before the next is encoded.
 * The next batch is read while one is being encoded, so that at most two batches of contents are in memory.
 */
export async function encodeMissing<Input>(job: EncodeMissingInput<Input>): Promise<void> {
  const { encoder, batchSize, signal } = job;
  const ordered = [...job.missing].sort(
    (a, b) => a.input.length - b.input.length || a.matrixRow - b.matrixRow,
  );
  const batchAt = (start: number) => ordered.slice(start, start + batchSize);
  let reading = readBatch(job, batchAt(0));
  for (let start = 0; start < ordered.length; start += batchSize) {
    const batch = batchAt(start);
    const contents = await reading;
    throwIfAborted(signal);
    reading = readBatch(job, batchAt(start + batchSize));
    const describe = (index: number) => describeInput(job.name, batch[index]?.firstRow);
    const matrix = await encodeBatch(encoder, { contents, describe }, signal);
    const entries = batch.map(({ input, matrixRow }, index) => {
      const vector = matrix.data.subarray(index * matrix.dimensions, (index + 1) * matrix.dimensions);
      job.receive(matrixRow, vector);
      return [input.key, vector] as const;
    });
    await job.store?.putMany(encoder.fingerprint, entries);
    job.onEncoded(batch.length);
    throwIfAborted(signal);
  }
}

function readBatch<Input>(
  job: EncodeMissingInput<Input>,
  batch: readonly MissingInput<Input>[],
): Promise<Input[]> {
  const reading = Promise.all(
    batch.map(async ({ input, firstRow }) => {
      try {
        return await input.read();
      } catch (error) {
        throwIfAborted(job.signal);
        const context = `Reading ${describeInput(job.name, firstRow)} failed`;
        throw withContext(error, 'SOURCE_UNREADABLE', context, { row: firstRow, key: input.key });
      }
    }),
  );
  // It is awaited one batch later; until then a failure must not count as unhandled.
  reading.catch(() => {});
  return reading;
}

function describeInput(modality: string, row: number | undefined): string {
  return `the ${modality} of row ${row}`;
}
