import type { Ranker, RankingQuery, ScoreContribution } from '../../contracts/index.js';
import { cosine, vectorOf } from '../../ranking/item-similarity.js';
import type { Explanation, ExplanationPart } from '../../ranking/results.js';
import type { Catalogue } from './catalogue.js';

/** What the score of one item for one person consists of. */
export async function explainScore(
  ranker: Ranker,
  catalogue: Catalogue,
  query: RankingQuery,
  item: number,
): Promise<Explanation> {
  const scores = await ranker.score([query]);
  const exact = ranker.explain !== undefined;
  const contributions = ranker.explain
    ? await ranker.explain(query, item)
    : similarities(catalogue, query.liked, item);
  const parts = contributions
    .filter(({ value }) => value !== 0)
    .map(
      ({ item: liked, modality, value }): ExplanationPart => ({
        likedItemId: liked < 0 ? null : catalogue.item(liked).itemId,
        modality,
        value,
      }),
    )
    .sort((left, right) => right.value - left.value);
  return {
    itemId: catalogue.item(item).itemId,
    score: scores.data[item]!,
    exact,
    parts,
    byModality: addUp(parts, ({ modality }) => modality).map(([modality, value]) => ({ modality, value })),
    byLikedItem: addUp(parts, ({ likedItemId }) => likedItemId).map(([likedItemId, value]) => ({
      likedItemId,
      value,
    })),
  };
}

/** In place of parts of a score: how alike the item and the liked ones are, averaged over these. */
function similarities(catalogue: Catalogue, liked: Int32Array, item: number): ScoreContribution[] {
  return Array.from(liked).flatMap((other) =>
    catalogue.columns.flatMap((column) => {
      const one = vectorOf(column, other);
      const two = vectorOf(column, item);
      if (one === undefined || two === undefined) return [];
      return [{ item: other, modality: column.name, value: cosine(one, two) / liked.length }];
    }),
  );
}

function addUp<Key>(
  parts: readonly ExplanationPart[],
  keyOf: (part: ExplanationPart) => Key,
): [Key, number][] {
  const sums = new Map<Key, number>();
  for (const part of parts) sums.set(keyOf(part), (sums.get(keyOf(part)) ?? 0) + part.value);
  return [...sums].sort((left, right) => right[1] - left[1]);
}
