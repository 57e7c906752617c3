/**
 * Metrics of one recommended list. In all of them `hits[p]` is 1 where the item at position `p` of the list, from 0, is
 * relevant and 0 elsewhere, `k` is how many positions are looked at, and `relevant`, at least 1, is how many
 * items there were to find. A list that is shorter than `k` counts as if positions without a hit followed. Values
 * lie between 0 and 1; the mean over users is the metric. All agree with RecBole 1.2, and where noted with Cornac 3.0.
 */

/** Share of the relevant items that is among the first `k`: `hits / relevant`. As in Cornac and RecBole. */
export function recallAt(hits: Uint8Array, k: number, relevant: number): number {
  return countHits(hits, k) / relevant;
}

/** Share of `k` that is relevant: `hits / k`, also when the list is shorter. As in Cornac and RecBole. */
export function precisionAt(hits: Uint8Array, k: number): number {
  return countHits(hits, k) / k;
}

/** 1 when a relevant item is among the first `k`, otherwise 0. As `HitRatio` in Cornac and `Hit` in RecBole. */
export function hitRateAt(hits: Uint8Array, k: number): number {
  return countHits(hits, k) > 0 ? 1 : 0;
}

/**
 * Normalised discounted cumulative gain with binary relevance: the sum of `1 / log2(position + 2)` over the hits,
 * divided by the same sum over `min(k, relevant)` hits at the top, the best that a list of `k` can do (Järvelin and Kekäläinen
 * 2002). As in Cornac and RecBole.
 */
export function ndcgAt(hits: Uint8Array, k: number, relevant: number): number {
  const end = Math.min(k, hits.length);
  let gain = 0;
  for (let position = 0; position < end; position++) gain += hits[position]! / Math.log2(position + 2);
  let ideal = 0;
  for (let position = 0; position < Math.min(k, relevant); position++) ideal += 1 / Math.log2(position + 2);
  return gain / ideal;
}

/**
 * Average precision: the sum of the precisions at the positions of the hits, divided by `min(k, relevant)`, so that a list of `k`
 * relevant items scores 1. As in RecBole. Cornac's MAP looks at the whole ranking and divides by `relevant`, which is the
 * same with `k` as large as the catalogue and no equal scores; others divide by `relevant` for every `k`.
 */
export function averagePrecisionAt(hits: Uint8Array, k: number, relevant: number): number {
  const end = Math.min(k, hits.length);
  let found = 0;
  let sum = 0;
  for (let position = 0; position < end; position++) {
    if (hits[position] === 0) continue;
    found += 1;
    sum += found / (position + 1);
  }
  return sum / Math.min(k, relevant);
}

/**
 * One over the rank, from 1, of the first hit; 0 without a hit among the first `k`. As in RecBole; Cornac's MRR looks at the
 * whole ranking.
 */
export function reciprocalRankAt(hits: Uint8Array, k: number): number {
  const first = hits.subarray(0, k).indexOf(1);
  return first < 0 ? 0 : 1 / (first + 1);
}

function countHits(hits: Uint8Array, k: number): number {
  const end = Math.min(k, hits.length);
  let count = 0;
  for (let position = 0; position < end; position++) count += hits[position]!;
  return count;
}
