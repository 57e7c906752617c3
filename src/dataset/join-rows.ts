import type { Item } from '../types.js';
import type { DropLedger } from './drop-ledger.js';
import type { DatasetRow } from './types.js';

/**
 * The rows whose item is known and that have something to learn from. Left out and counted: `ITEM_NOT_FOUND` and
 * `NO_TEXT_AND_NO_IMAGE`.
 */
export function joinRows(
  rows: readonly DatasetRow[],
  items: ReadonlyMap<string, Item>,
  dropped: DropLedger,
): DatasetRow[] {
  return rows.filter(({ itemId, userId, text }) => {
    const item = items.get(itemId);
    const reason = item === undefined ? 'ITEM_NOT_FOUND' : 'NO_TEXT_AND_NO_IMAGE';
    const usable = item !== undefined && (text !== undefined || item.image !== undefined);
    if (!usable) dropped.add({ reason, detail: `user ${userId}, item ${itemId}` });
    return usable;
  });
}
