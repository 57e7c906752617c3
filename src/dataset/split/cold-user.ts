import type { Random } from '../../util/random.js';
import type { DatasetRow } from '../types.js';
import { rowsByUser } from './by-user.js';
import { drawIds } from './draw-ids.js';
import { type DividedParts, emptyParts, type Shares } from './parts.js';

/**
 * Some users, drawn, are not learnt from. Of each the latest share of rows (rounded, at least one) is to be found; the
 * earlier rows are what they are known to like by then. A single row is to be found without any history.
 */
export function coldUserParts(
  rows: readonly DatasetRow[],
  shares: Shares,
  heldOut: number,
  random: Random,
): DividedParts {
  const parts = emptyParts();
  const history: number[] = [];
  const { users, unused, bySourceOrder } = rowsByUser(rows);
  const { partOf, counts } = drawIds(users.keys(), shares, random, 'users');
  let withoutHistory = 0;
  for (const [user, list] of users) {
    const part = partOf.get(user)!;
    const found = Math.max(1, Math.min(list.length - 1, Math.round(list.length * heldOut)));
    for (const [position, row] of list.entries()) {
      if (part === 'train' || position >= list.length - found) parts[part].push(row);
      else history.push(row);
    }
    if (part !== 'train' && list.length === 1) withoutHistory += 1;
  }
  return {
    ...parts,
    history,
    unused,
    counts: {
      ...counts,
      'drawn users without history': withoutHistory,
      ...(bySourceOrder && { 'rows in the order of the source for want of times': rows.length }),
    },
  };
}
