import type { EmbeddingMatrix } from '../types.js';
import type { EncodeOptions, Encoder, EncoderFitOptions } from './encoder.js';

/** Some rows of a matrix, in an order of their own; a row may come more than once. */
export interface MatrixRows {
  readonly matrix: EmbeddingMatrix;
  readonly rows: Int32Array;
}

/**
 * An encoder whose vectors are those of another one, mapped by something that learns from vectors alone. The library then
 * encodes with `inner` and keeps those vectors between runs, which the mapped ones are not worth: they change with every fit. Also
 * training inputs are then encoded once instead of twice.
 */
export interface AdaptingEncoder<Input> extends Encoder<Input> {
  readonly inner: Encoder<Input>;
  /** What `fit` does after `inner` has encoded the training inputs; entry `i` of `rows` is training input `i`. */
  fitVectors(vectors: MatrixRows, options: EncoderFitOptions): Promise<void>;
  /** Vectors of `inner` `[rows, inner.dimensions]` -> its own `[rows, dimensions]`. Raises `NOT_FITTED` before a fit. */
  mapVectors(vectors: EmbeddingMatrix, options?: EncodeOptions): Promise<EmbeddingMatrix>;
}
