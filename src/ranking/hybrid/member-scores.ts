import type { Ranker, RankingQuery, ScoreOptions } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix } from '../../types.js';

/**
 * The scores of all members, one after the other. A member may know more items than `items` already, while some are being added.
 * Raises `DIMENSION_MISMATCH` when one knows fewer.
 */
export async function memberScores(
  members: readonly Ranker[],
  queries: readonly RankingQuery[],
  items: number,
  options: ScoreOptions = {},
): Promise<EmbeddingMatrix[]> {
  const scored: EmbeddingMatrix[] = [];
  for (const member of members) {
    const scores = await member.score(queries, options);
    if (scores.dimensions < items) throw tooFew(member, items, scores.dimensions);
    scored.push(scores);
  }
  return scored;
}

function tooFew({ name }: Ranker, expected: number, received: number): RecommenderError {
  return new RecommenderError(
    'DIMENSION_MISMATCH',
    `HybridRanker: expected scores of ${expected} items from ${name}, but got ${received}. Fit again, or save again.`,
    { data: { ranker: name, expected, received } },
  );
}
