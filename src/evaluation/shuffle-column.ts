import type { RatingColumn } from '../types.js';
import { createRandom, deriveSeed, shuffle } from '../util/random.js';

/**
 * A copy of the column in which the given rows that have the modality exchanged it among themselves at random. Every
 * row keeps whether it has the modality, and the collection of embeddings stays the same; only the tie between row and
 * embedding is cut. A model that does not suffer from this did not use the modality (Breiman 2001, permutation
 * importance).
 */
export function shuffleColumn(column: RatingColumn, rows: Int32Array, seed: number): RatingColumn {
  const present = rows.filter((row) => column.rowIndex[row]! >= 0);
  const order = shuffle(present.slice(), createRandom(deriveSeed(seed, `shuffle ${column.name}`)));
  const rowIndex = column.rowIndex.slice();
  for (let position = 0; position < present.length; position++) {
    rowIndex[present[position]!] = column.rowIndex[order[position]!]!;
  }
  return { ...column, rowIndex };
}
