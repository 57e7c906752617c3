/**
 * Rows of a group go to one part. Groups come largest first (among equals in the order of the rows) and each goes where it brings the
 * counts of the ratings nearest to the wanted ones, by a chi-square distance; towards the end, a part that is still empty takes what is left.
 */
export function groupedParts(
  rows: readonly number[],
  shares: readonly number[],
  classIndex: Int32Array,
  groups: readonly (string | number)[],
): number[][] {
  const byGroup = new Map<string | number, number[]>();
  const totals = new Map<number, number>();
  for (const row of rows) {
    const group = byGroup.get(groups[row]!);
    if (group) group.push(row);
    else byGroup.set(groups[row]!, [row]);
    totals.set(classIndex[row]!, (totals.get(classIndex[row]!) ?? 0) + 1);
  }
  const parts = shares.map((share) => ({ share, rows: [] as number[], counts: new Map<number, number>() }));
  const ordered = [...byGroup.values()].sort((a, b) => b.length - a.length);
  for (const [position, group] of ordered.entries()) {
    const counts = countClasses(group, classIndex);
    const empty = parts.filter((part) => part.rows.length === 0);
    const candidates = empty.length >= ordered.length - position ? empty : parts;
    let nearest = candidates[0]!;
    let least = Number.POSITIVE_INFINITY;
    for (const part of candidates) {
      let change = 0;
      for (const [index, count] of counts) {
        const wanted = totals.get(index)! * part.share;
        // (gap + count)² - gap², relative to what the part should have.
        const gap = (part.counts.get(index) ?? 0) - wanted;
        change += (count * (count + 2 * gap)) / wanted;
      }
      if (change < least) {
        least = change;
        nearest = part;
      }
    }
    nearest.rows.push(...group);
    for (const [index, count] of counts) nearest.counts.set(index, (nearest.counts.get(index) ?? 0) + count);
  }
  return parts.map((part) => part.rows);
}

function countClasses(rows: readonly number[], classIndex: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(classIndex[row]!, (counts.get(classIndex[row]!) ?? 0) + 1);
  return counts;
}
