import type { RankingQuery } from '../contracts/index.js';
import type { EmbeddingMatrix } from '../types.js';
import { throwIfAborted } from '../util/abort.js';

/** After so long other work of the process has its turn. */
const TURN_MS = 20;

/**
 * Scores one query after the other, so that none depends on its company. Raises `ABORTED`.
 *
 * @param scoresOf Gives the scores `[items]` of a query; what it returns is copied before it is called again.
 */
export async function scoreQueries(
  queries: readonly RankingQuery[],
  items: number,
  signal: AbortSignal | undefined,
  scoresOf: (query: RankingQuery) => ArrayLike<number>,
): Promise<EmbeddingMatrix> {
  const data = new Float32Array(queries.length * items);
  throwIfAborted(signal);
  let turn = performance.now();
  for (const [row, query] of queries.entries()) {
    if (performance.now() - turn > TURN_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      throwIfAborted(signal);
      turn = performance.now();
    }
    data.set(scoresOf(query), row * items);
  }
  return { data, rows: queries.length, dimensions: items };
}

/** What a person likes as a vector `[items]`. */
export function likedVector({ liked, weight }: RankingQuery, items: number): Float64Array {
  const vector = new Float64Array(items);
  for (const [position, item] of liked.entries()) vector[item]! += weight?.[position] ?? 1;
  return vector;
}
