import type { DatasetRow } from '../types.js';

/** What goes by this name in none of the parts. */
export const NO_TIMESTAMP = 'no timestamp';

/** Every user's rows from the earliest to the latest. */
export interface UserRows {
  /** Row numbers by user, users in the order of their first row. */
  readonly users: ReadonlyMap<string, number[]>;
  /** Rows that cannot be put in order, because others have a time and they have not. */
  readonly unused: Readonly<Record<string, number>>;
  /** Whether no row has a time, so that the order of the rows stands for it. */
  readonly bySourceOrder: boolean;
}

/**
 * Rows by user in order of time; equal times in the order of the rows. When no row at all has a time, the order of the
 * rows stands for it. When some have, the others are left out: one of them might be the latest, and would be learnt
 * from as if it were not.
 */
export function rowsByUser(rows: readonly DatasetRow[]): UserRows {
  const bySourceOrder = !rows.some(hasTime);
  const users = new Map<string, number[]>();
  let untimed = 0;
  for (const [index, row] of rows.entries()) {
    if (!bySourceOrder && !hasTime(row)) {
      untimed += 1;
      continue;
    }
    const list = users.get(row.userId);
    if (list) list.push(index);
    else users.set(row.userId, [index]);
  }
  if (!bySourceOrder) {
    // Sorting is stable, and the lists are in the order of the rows.
    for (const list of users.values())
      list.sort((one, other) => rows[one]!.timestamp! - rows[other]!.timestamp!);
  }
  return { users, unused: untimed > 0 ? { [NO_TIMESTAMP]: untimed } : {}, bySourceOrder };
}

/** Whether the row says when it was. */
export function hasTime({ timestamp }: DatasetRow): boolean {
  return timestamp !== undefined && !Number.isNaN(timestamp);
}
