import { createHash } from 'node:crypto';
import type { RatingColumn, RatingScale } from '../../types.js';
import type { FoldEncoding } from './types.js';

/** What a result belongs to, besides the embeddings. */
export interface RowsAndRatings {
  readonly classIndex: Int32Array;
  readonly rows: Int32Array;
  readonly scale: RatingScale;
  readonly groups?: readonly (string | number)[] | undefined;
}

/** One hash over embeddings, ratings and the rows that take part: a result is known again only for the same data. */
export function dataFingerprint(
  columns: readonly RatingColumn[] | FoldEncoding,
  { classIndex, rows, scale, groups }: RowsAndRatings,
): string {
  const hash = createHash('sha256');
  const add = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  };
  hash.update(JSON.stringify([scale, classIndex.length, rows.length, groups ?? null]));
  add(classIndex);
  add(rows);
  if ('fingerprint' in columns) return hash.update(columns.fingerprint).digest('hex');
  for (const { name, matrix, rowIndex, categorical } of columns) {
    hash.update(JSON.stringify([name, matrix.rows, matrix.dimensions, categorical ?? null]));
    if ('data' in matrix) add(matrix.data);
    else hash.update(matrix.fingerprint);
    add(rowIndex);
  }
  return hash.digest('hex');
}
