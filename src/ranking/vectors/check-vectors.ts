import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';

/**
 * Raises `TypeError` for a matrix that is broken in itself or has another number of rows than `rows`,
 * `DIMENSION_MISMATCH` for another width than `dimensions`, where there is one, and `INVALID_EMBEDDING` for numbers that
 * are not finite.
 */
export function checkVectors(
  owner: string,
  matrix: EmbeddingMatrix,
  dimensions: number | undefined,
  rows = matrix.rows,
): void {
  const { data } = matrix;
  if (data.length !== matrix.rows * matrix.dimensions || matrix.rows !== rows || !(matrix.dimensions >= 1)) {
    throw new TypeError(
      `${owner}: expected ${rows} vectors, but got a matrix [${matrix.rows}, ${matrix.dimensions}] of ${data.length} numbers.`,
    );
  }
  if (dimensions !== undefined && matrix.dimensions !== dimensions) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${owner}: expected vectors of ${dimensions} numbers like those that it holds, but got ${matrix.dimensions}. ` +
        'Encode all of them with one encoder, or use an index for each.',
      { data: { expected: dimensions, received: matrix.dimensions } },
    );
  }
  const flaw = data.findIndex((value) => !Number.isFinite(value));
  if (flaw < 0) return;
  const row = Math.floor(flaw / matrix.dimensions);
  throw new RecommenderError(
    'INVALID_EMBEDDING',
    `${owner}: expected finite numbers, but vector ${row} holds ${data[flaw]}. Compute it again.`,
    { data: { row } },
  );
}
