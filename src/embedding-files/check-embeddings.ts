import { RecommenderError } from '../errors.js';
import type { KeyedEmbeddings } from './types.js';

/**
 * Raises `DIMENSION_MISMATCH` unless there is one id per row and `rows * dimensions` numbers, `INVALID_EMBEDDING` for a
 * number that is not finite or one id with two different vectors, `NO_ROWS` for an empty collection. `owner` begins
 * the message.
 */
export function checkEmbeddings(owner: string, { ids, matrix }: KeyedEmbeddings): void {
  const { data, rows, dimensions } = matrix;
  if (ids.length !== rows || data.length !== rows * dimensions || dimensions < 1) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${owner}: expected one id per row and rows x dimensions numbers, but there are ${ids.length} ids, ` +
        `${rows} rows, ${dimensions} dimensions and ${data.length} numbers.`,
      { data: { ids: ids.length, rows, dimensions, numbers: data.length } },
    );
  }
  if (rows === 0) throw new RecommenderError('NO_ROWS', `${owner}: expected embeddings, but there are none.`);
  const at = firstNotFinite(data);
  if (at >= 0) {
    const row = Math.floor(at / dimensions);
    throw new RecommenderError(
      'INVALID_EMBEDDING',
      `${owner}: expected finite numbers, but the vector of "${shorten(ids[row]!)}" has ${data[at]} in column ${at % dimensions}. Compute it again or leave it out.`,
      { data: { id: ids[row], row, column: at % dimensions } },
    );
  }
}

/** Row of every id. Raises `INVALID_EMBEDDING` for an id with two different vectors; equal ones count once. */
export function indexRows(owner: string, { ids, matrix }: KeyedEmbeddings): Map<string, number> {
  const { data, dimensions } = matrix;
  const rowOf = new Map<string, number>();
  for (const [row, id] of ids.entries()) {
    const earlier = rowOf.get(id);
    if (earlier === undefined) {
      rowOf.set(id, row);
      continue;
    }
    for (let i = 0; i < dimensions; i++) {
      if (data[earlier * dimensions + i] === data[row * dimensions + i]) continue;
      throw new RecommenderError(
        'INVALID_EMBEDDING',
        `${owner}: expected one vector per id, but rows ${earlier} and ${row} are both "${shorten(id)}" and differ. Remove one.`,
        { data: { id, rows: [earlier, row] } },
      );
    }
  }
  return rowOf;
}

/** An id as it fits into a message: ids may be whole reviews. */
export function shorten(id: string): string {
  return id.length <= 80 ? id : `${id.slice(0, 79)}…`;
}

function firstNotFinite(data: Float32Array): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}
