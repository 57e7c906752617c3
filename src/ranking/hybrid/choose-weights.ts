/** Scores of the candidate rankers for one list, over the items of the list. */
export interface ValidationList {
  /** One standardised row per candidate; NaN where an item must not be listed. */
  readonly scores: readonly Float32Array[];
  /** Positions in the rows of the items to be found. */
  readonly relevant: Int32Array;
}

/** A blend and how well it does. */
export interface Blend {
  /** One per candidate, from 0; they add up to 1. */
  readonly weights: readonly number[];
  /** Mean NDCG over the lists. */
  readonly ndcg: number;
  /** The same of every candidate alone. */
  readonly alone: readonly number[];
}

/** Rounds of adding one more share of a candidate. */
const ROUNDS = 12;
/** Rounds without a better blend after which none is expected. */
const PATIENCE = 3;

/**
 * Ensemble selection (Caruana et al. 2004): starting from the best candidate alone, each round adds one more equal share of the candidate
 * that raises the mean NDCG most, and the best blend on the way is taken. A blend must beat the best candidate alone by more than the
 * standard error of the difference between them over the lists; otherwise the simple answer is kept, for it will hold elsewhere too.
 * The earlier candidate wins ties.
 */
export function chooseWeights(lists: readonly ValidationList[], candidates: number, k: number): Blend {
  const measure = (weights: readonly number[]) => lists.map((list) => blendedNdcg(list, weights, k));
  const single = Array.from({ length: candidates }, (_, one) =>
    measure(Array.from({ length: candidates }, (_unused, other) => (one === other ? 1 : 0))),
  );
  const alone = single.map(mean);
  const best = alone.indexOf(Math.max(...alone));
  const shares = new Array<number>(candidates).fill(0);
  shares[best] = 1;
  const simple = { weights: [...shares], ndcg: alone[best]!, alone };
  let chosen = simple;
  let highest = simple.ndcg;
  let waited = 0;
  for (let round = 0; round < ROUNDS && waited < PATIENCE; round++) {
    const tried = shares.map((_, one) => {
      const more = shares.map((share, other) => (share + (one === other ? 1 : 0)) / (round + 2));
      return { one, weights: more, values: measure(more) };
    });
    const winner = tried.reduce((left, right) => (mean(right.values) > mean(left.values) ? right : left));
    shares[winner.one]! += 1;
    const ndcg = mean(winner.values);
    waited = ndcg > highest ? 0 : waited + 1;
    highest = Math.max(highest, ndcg);
    const gains = winner.values.map((value, list) => value - single[best]![list]!);
    if (ndcg > chosen.ndcg && mean(gains) > standardError(gains)) {
      chosen = { weights: winner.weights, ndcg, alone };
    }
  }
  return chosen;
}

/** NDCG at k with binary relevance of the weighted sum of the rows; equal scores rank by position. */
export function blendedNdcg(
  { scores, relevant }: ValidationList,
  weights: readonly number[],
  k: number,
): number {
  const used = weights.flatMap((weight, candidate) =>
    weight === 0 ? [] : [{ weight, row: scores[candidate]! }],
  );
  const width = scores[0]!.length;
  const blended = new Float32Array(width);
  for (const { weight, row } of used) {
    for (let position = 0; position < width; position++) blended[position]! += weight * row[position]!;
  }
  let gain = 0;
  for (const position of relevant) {
    const place = placeOf(blended, position, k);
    if (place < k) gain += 1 / Math.log2(place + 2);
  }
  let ideal = 0;
  for (let place = 0; place < Math.min(k, relevant.length); place++) ideal += 1 / Math.log2(place + 2);
  return gain / ideal;
}

/** How many positions come before this one; counting stops where it no longer matters. NaN comes before nothing. */
function placeOf(scores: Float32Array, position: number, k: number): number {
  const own = scores[position]!;
  let place = 0;
  for (let other = 0; other < scores.length && place < k; other++) {
    const score = scores[other]!;
    if (score > own || (score === own && other < position)) place += 1;
  }
  return place;
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  if (values.length < 2) return Number.POSITIVE_INFINITY;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
