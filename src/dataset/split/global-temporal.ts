import type { DatasetRow } from '../types.js';
import { hasTime, NO_TIMESTAMP } from './by-user.js';
import { type DividedParts, emptyParts, type Shares, type SplitCuts } from './parts.js';

/**
 * Rows before one moment are for training, from there to before another for validation, from that on for the test. Rows
 * of one moment are never parted. Rows without a time are left out and counted: they lie on no side.
 *
 * @param given the two moments; by shares of the rows with a time when absent
 */
export function globalTemporalParts(
  rows: readonly DatasetRow[],
  shares: Shares,
  given: SplitCuts | undefined,
): DividedParts {
  const parts = emptyParts();
  const cuts = given ?? cutsByShare(rows, shares);
  let untimed = 0;
  for (const [index, row] of rows.entries()) {
    const { timestamp } = row;
    if (!hasTime(row)) untimed += 1;
    else if (timestamp! >= cuts.testFrom) parts.test.push(index);
    else if (timestamp! >= cuts.validationFrom) parts.validation.push(index);
    else parts.train.push(index);
  }
  return { ...parts, unused: untimed > 0 ? { [NO_TIMESTAMP]: untimed } : {}, cuts };
}

/** The times of the rows at which the shares begin. */
function cutsByShare(rows: readonly DatasetRow[], { validation, test }: Shares): SplitCuts {
  const times = Float64Array.from(rows.filter(hasTime), (row) => row.timestamp!).sort();
  const at = (share: number) =>
    times[Math.max(0, Math.min(times.length - 1, times.length - Math.round(times.length * share)))];
  // Without any time there is nothing to cut; all parts stay empty, and that is an error further up.
  return {
    validationFrom: at(validation + test) ?? Number.POSITIVE_INFINITY,
    testFrom: at(test) ?? Number.POSITIVE_INFINITY,
  };
}
