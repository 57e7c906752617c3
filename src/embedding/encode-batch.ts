import type { Encoder } from '../contracts/index.js';
import { isRecommenderError, RecommenderError, type RecommenderErrorCode } from '../errors.js';
import type { EmbeddingMatrix } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { validateMatrix } from './validate-matrix.js';

/** Inputs that are encoded together. */
export interface Batch<Input> {
  readonly contents: readonly Input[];
  /** Says where input `i` of the batch comes from, for error messages. */
  readonly describe: (index: number) => string;
}

/**
 * Encodes one batch and checks the result. When the encoder fails on several inputs together, each is tried alone:
 * either the culprit gets a name, or (too little memory for the batch, say) all of them succeed and the call goes on.
 */
export async function encodeBatch<Input>(
  encoder: Encoder<Input>,
  batch: Batch<Input>,
  signal?: AbortSignal,
): Promise<EmbeddingMatrix> {
  const { contents, describe } = batch;
  let matrix: EmbeddingMatrix;
  try {
    matrix = await encoder.encode(contents, signal ? { signal } : {});
  } catch (error) {
    throwIfAborted(signal);
    if (contents.length > 1) return encodeOneByOne(encoder, batch, signal);
    throw withContext(error, 'INVALID_EMBEDDING', `The encoder "${encoder.name}" failed on ${describe(0)}`);
  }
  validateMatrix(matrix, {
    encoder: encoder.name,
    rows: contents.length,
    dimensions: encoder.dimensions,
    describe,
  });
  return matrix;
}

async function encodeOneByOne<Input>(
  encoder: Encoder<Input>,
  { contents, describe }: Batch<Input>,
  signal?: AbortSignal,
): Promise<EmbeddingMatrix> {
  const { dimensions } = encoder;
  const data = new Float32Array(contents.length * dimensions);
  for (const [index, content] of contents.entries()) {
    throwIfAborted(signal);
    const alone = { contents: [content], describe: () => describe(index) };
    data.set((await encodeBatch(encoder, alone, signal)).data, index * dimensions);
  }
  return { data, rows: contents.length, dimensions };
}

/** The same failure with a sentence about where it happened; a typed error keeps its code. */
export function withContext(
  error: unknown,
  code: RecommenderErrorCode,
  context: string,
  data: Readonly<Record<string, unknown>> = {},
): RecommenderError {
  const known = isRecommenderError(error);
  const message = error instanceof Error ? error.message : String(error);
  return new RecommenderError(known ? error.code : code, `${context}: ${message}`, {
    cause: error,
    data: known ? { ...error.data, ...data } : data,
  });
}
