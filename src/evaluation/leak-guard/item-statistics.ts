import type { LeakGuardInput } from './types.js';

/** Mean and number of an item's ratings. */
export interface ItemStatistics {
  readonly mean: number;
  readonly count: number;
}

/** The same over all rows and over the training rows alone, by item. */
export interface Statistics {
  readonly all: ReadonlyMap<string, ItemStatistics>;
  readonly train: ReadonlyMap<string, ItemStatistics>;
}

/** Counts and averages the ratings of every item. */
export function itemStatistics({ rows, indices }: LeakGuardInput): Statistics {
  return { all: collect(rows.keys()), train: collect(indices.train) };

  function collect(selected: Iterable<number>): Map<string, ItemStatistics> {
    const sums = new Map<string, { sum: number; count: number; mean: number }>();
    for (const row of selected) {
      const { itemId, rating } = rows[row]!;
      const entry = sums.get(itemId) ?? { sum: 0, count: 0, mean: 0 };
      entry.sum += rating;
      entry.count += 1;
      sums.set(itemId, entry);
    }
    for (const entry of sums.values()) entry.mean = entry.sum / entry.count;
    return sums;
  }
}
