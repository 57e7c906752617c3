/**
 * The value below which `share` (0 to 1) of the sorted values lie, interpolated linearly between neighbours: numpy's
 * default `percentile` (type 7 of Hyndman and Fan 1996).
 */
export function percentileOfSorted(sorted: ArrayLike<number>, share: number): number {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}
