/**
 * Area under the ROC curve of one user: the chance that a relevant item scores higher than one that is not, an equal score counting
 * half (Mann and Whitney 1947; per user as in Rendle et al. 2009, "BPR"). As RecBole's `GAUC` has it for one user; Cornac
 * counts an equal score as lost. NaN when every candidate is relevant: then there is nothing to tell apart.
 *
 * @param scores one per item, finite
 * @param relevant items that are candidates, distinct; at least one
 * @param candidates one byte per item, 0 for items that do not take part; all do without it
 */
export function rocAuc(scores: Float32Array, relevant: Int32Array, candidates?: Uint8Array): number {
  const found = Float32Array.from(relevant, (item) => scores[item]!).sort();
  const size = found.length;
  const least = found[0]!;
  const most = found[size - 1]!;
  let others = -size;
  let wins = 0;
  for (let item = 0; item < scores.length; item++) {
    if (candidates !== undefined && candidates[item] === 0) continue;
    others += 1;
    const score = scores[item]!;
    if (score < least) wins += size;
    else if (score <= most) wins += winsAgainst(score, found);
  }
  // The relevant items have been compared among themselves as well: every pair once won and once lost, or twice equal.
  wins -= (size * size) / 2;
  return others === 0 ? Number.NaN : wins / (size * others);
}

/** How many of the ascending scores are higher, equal ones counting half. */
function winsAgainst(score: number, found: Float32Array): number {
  let low = 0;
  let high = found.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (found[middle]! < score) low = middle + 1;
    else high = middle;
  }
  let above = low;
  while (found[above] === score) above += 1;
  return found.length - (low + above) / 2;
}
