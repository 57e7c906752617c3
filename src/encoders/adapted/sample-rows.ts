import type { MatrixRows } from '../../contracts/index.js';
import { createRandom, deriveSeed, shuffle } from '../../util/random.js';

/** At most `limit` of the rows, drawn with the seed, in their old order, each with its target. */
export function sampleRows(
  vectors: MatrixRows,
  targets: Float32Array | undefined,
  limit: number,
  seed: number,
): { readonly vectors: MatrixRows; readonly targets: Float32Array | undefined } {
  const { matrix, rows } = vectors;
  if (rows.length <= limit) return { vectors, targets };
  const order = shuffle(Int32Array.from(rows.keys()), createRandom(deriveSeed(seed, 'adapted-rows')));
  const kept = order.slice(0, limit).sort();
  return {
    vectors: { matrix, rows: kept.map((index) => rows[index]!) },
    targets: targets && Float32Array.from(kept, (index) => targets[index]!),
  };
}
