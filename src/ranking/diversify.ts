/** What {@link diversify} chooses from. */
export interface DiversifyInput {
  /** Candidates, best first. */
  readonly candidates: Int32Array;
  /** Score of every item. */
  readonly scores: Float32Array;
  readonly k: number;
  /** 0 keeps the order of the scores, 1 looks at likeness only. */
  readonly diversity: number;
  /** Likeness of two items, at most 1. */
  readonly similarity: (one: number, other: number) => number;
}

/**
 * Maximal marginal relevance (Carbonell & Goldstein 1998): one item after the other, each time the one with the largest
 * `(1 - diversity) * relevance - diversity * (largest similarity to what is chosen already)`. Relevance is the score,
 * scaled to 0 to 1 over the candidates, since scores of different rankers have different ranges. Equal values go to
 * the earlier candidate.
 */
export function diversify({ candidates, scores, k, diversity, similarity }: DiversifyInput): Int32Array {
  const best = scores[candidates[0]!] ?? 0;
  const least = scores[candidates.at(-1)!] ?? 0;
  const range = best - least || 1;
  const nearest = new Float64Array(candidates.length).fill(0);
  const taken = new Uint8Array(candidates.length);
  const chosen = new Int32Array(Math.min(k, candidates.length));
  for (let place = 0; place < chosen.length; place++) {
    let next = -1;
    let highest = Number.NEGATIVE_INFINITY;
    for (const [position, item] of candidates.entries()) {
      if (taken[position] === 1) continue;
      const relevance = (scores[item]! - least) / range;
      const value = (1 - diversity) * relevance - diversity * nearest[position]!;
      if (value > highest) {
        highest = value;
        next = position;
      }
    }
    taken[next] = 1;
    const item = candidates[next]!;
    chosen[place] = item;
    for (const [position, other] of candidates.entries()) {
      if (taken[position] === 1) continue;
      const alike = similarity(item, other);
      nearest[position] = place === 0 ? alike : Math.max(nearest[position]!, alike);
    }
  }
  return chosen;
}
