import type { Item, RatingScale } from '../types.js';
import { scaleRatings } from '../util/rating-scale.js';
import { requireTrainable } from './require-rows.js';
import type { Dataset, DatasetRow, DatasetSummary } from './types.js';

/**
 * The dataset without the rows that fail the test; they are counted under the reason. Items that no row refers to go
 * too. Raises `NO_ROWS`, `TOO_FEW_ROWS` or `ONE_CLASS` when nothing can be learnt from what is left.
 */
export function keepRows(
  dataset: Dataset,
  keep: (row: DatasetRow) => boolean,
  reason: string,
  requireRatings = true,
): Dataset {
  const rows = dataset.rows.filter(keep);
  const dropped = dataset.rows.length - rows.length;
  if (dropped === 0) return dataset;
  const used = new Set(rows.map((row) => row.itemId));
  const items = new Map([...dataset.items].filter(([itemId]) => used.has(itemId)));
  const before = dataset.summary.droppedInteractions;
  const kept: Dataset = {
    ...dataset,
    rows,
    items,
    summary: {
      ...dataset.summary,
      ...countRows(rows, items, dataset.scale),
      droppedInteractions: { ...before, [reason]: (before[reason] ?? 0) + dropped },
    },
  };
  requireTrainable(kept, requireRatings);
  return kept;
}

/** The part of a summary that follows from the rows alone. */
export function countRows(
  rows: readonly DatasetRow[],
  items: ReadonlyMap<string, Item>,
  scale: RatingScale,
): Pick<DatasetSummary, 'rows' | 'users' | 'items' | 'rowsWithText' | 'rowsWithImageReference' | 'ratings'> {
  const counts = scaleRatings(scale).map((rating) => ({ rating, count: 0 }));
  for (const row of rows) counts[row.classIndex]!.count += 1;
  return {
    rows: rows.length,
    users: new Set(rows.map((row) => row.userId)).size,
    items: new Set(rows.map((row) => row.itemId)).size,
    rowsWithText: rows.filter((row) => Boolean(row.text)).length,
    rowsWithImageReference: rows.filter((row) => items.get(row.itemId)?.image !== undefined).length,
    ratings: counts,
  };
}
