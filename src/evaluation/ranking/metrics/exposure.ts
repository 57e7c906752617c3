/**
 * Share of the items that are shown to anybody: those with an exposure above 0, divided by all (Ge, Delgado-Battenfeld and Jannach
 * 2010, "Beyond accuracy"). As RecBole's `ItemCoverage`.
 *
 * @param exposure how often each item is in a list, one number per item that may be shown
 */
export function catalogueCoverage(exposure: ArrayLike<number>): number {
  let shown = 0;
  for (let item = 0; item < exposure.length; item++) if (exposure[item]! > 0) shown += 1;
  return shown / exposure.length;
}

/**
 * Gini index of how often items are shown: 0 when all are shown alike, near 1 when few have it all. With the exposures in
 * ascending order and `i` from 1 to `n`: `sum((2 i - n - 1) * exposure(i)) / (n * sum(exposure))`. As in RecBole;
 * used for recommendations by Fleder and Hosanagar 2009. Items that are never shown count. 0 when nothing is shown.
 *
 * @param exposure how often each item is in a list, one number per item that may be shown
 */
export function giniOfExposure(exposure: ArrayLike<number>): number {
  const sorted = Float64Array.from(exposure).sort();
  const items = sorted.length;
  let total = 0;
  let weighted = 0;
  for (let index = 0; index < items; index++) {
    total += sorted[index]!;
    weighted += (2 * index + 1 - items) * sorted[index]!;
  }
  return total === 0 ? 0 : weighted / (items * total);
}
