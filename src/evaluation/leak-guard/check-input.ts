import { RecommenderError } from '../../errors.js';
import { allParts } from './parts.js';
import type { LeakGuardInput } from './types.js';

/** Raises `DIMENSION_MISMATCH` when an index points at no row, or a feature has more or fewer values than rows. */
export function checkLeakInput({ rows, indices, features = [] }: LeakGuardInput): void {
  for (const row of allParts(indices)) {
    if (row >= 0 && row < rows.length) continue;
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `findLeaks: expected indices from 0 to ${rows.length - 1}, got ${row}. Pass the rows that were divided.`,
      { data: { row, rows: rows.length } },
    );
  }
  for (const { name, values } of features) {
    if (values.length === rows.length) continue;
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `findLeaks: expected ${rows.length} values in the feature "${name}" (one per row), got ${values.length}.`,
      { data: { name, values: values.length, rows: rows.length } },
    );
  }
}
