import { keepRows } from '../../dataset/keep-rows.js';
import type { Dataset, DatasetRow } from '../../dataset/types.js';

/**
 * One interaction per user and item, the latest: whoever has rated an item before gives away what they will say again. Left out and
 * counted: `TIMESTAMP_IN_FUTURE` (later than `now`, in milliseconds) and `REPEATED`.
 */
export function oncePerPair(dataset: Dataset, now: number, requireRatings: boolean): Dataset {
  const past = keepRows(
    dataset,
    ({ timestamp = 0 }) => timestamp <= now,
    'TIMESTAMP_IN_FUTURE',
    requireRatings,
  );
  const latest = new Map<string, DatasetRow>();
  for (const row of past.rows) {
    const key = JSON.stringify([row.userId, row.itemId]);
    const other = latest.get(key);
    if (other === undefined || (row.timestamp ?? 0) >= (other.timestamp ?? 0)) latest.set(key, row);
  }
  const kept = new Set(latest.values());
  return keepRows(past, (row) => kept.has(row), 'REPEATED', requireRatings);
}
