import type { DatasetRow } from '../types.js';
import { rowsByUser } from './by-user.js';
import { type DividedParts, emptyParts, type Shares } from './parts.js';

/** How many of one user's rows, the latest ones, are for validation and test. */
type Counts = (rows: number) => { readonly validation: number; readonly test: number };

/** Of every user the last row is for the test and the one before it for validation. */
export function leaveLastOutParts(rows: readonly DatasetRow[]): DividedParts {
  return latestOfUsers(rows, () => ({ validation: 1, test: 1 }));
}

/**
 * Of every user the latest share of rows is for the test, the share before it for validation; rounded, but one row
 * each at least, and one is left to learn from.
 */
export function userTemporalParts(rows: readonly DatasetRow[], shares: Shares): DividedParts {
  return latestOfUsers(rows, (size) => {
    let test = Math.max(1, Math.round(size * shares.test));
    let validation = Math.max(1, Math.round(size * shares.validation));
    while (test + validation >= size) {
      if (test > validation) test -= 1;
      else validation -= 1;
    }
    return { validation, test };
  });
}

/** A user with fewer than three rows cannot be in three parts: all of theirs are learnt from. */
function latestOfUsers(rows: readonly DatasetRow[], counts: Counts): DividedParts {
  const parts = emptyParts();
  const { users, unused, bySourceOrder } = rowsByUser(rows);
  let tooFew = 0;
  for (const list of users.values()) {
    if (list.length < 3) {
      tooFew += 1;
      for (const row of list) parts.train.push(row);
      continue;
    }
    const { validation, test } = counts(list.length);
    const testStart = list.length - test;
    for (const [position, row] of list.entries()) {
      if (position >= testStart) parts.test.push(row);
      else if (position >= testStart - validation) parts.validation.push(row);
      else parts.train.push(row);
    }
  }
  return {
    ...parts,
    unused,
    counts: {
      'users with fewer than three rows, all for training': tooFew,
      ...(bySourceOrder && { 'rows in the order of the source for want of times': rows.length }),
    },
  };
}
