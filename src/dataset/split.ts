import type { SplitIndices } from '../types.js';
import { countParts } from './split/count-parts.js';
import { divide } from './split/divide.js';
import { emptyPartError } from './split/empty-part.js';
import { resolveSplitOptions, type SplitKind, type SplitOptions } from './split/options.js';
import { PART_NAMES } from './split/parts.js';
import type { DatasetRow, SplitSummary } from './types.js';

/** Kinds for ratings of reviews; nobody is recommended anything, so users and items need no account. */
const RATING_KINDS: readonly SplitKind[] = ['stratified', 'group-by-item', 'given'];

/**
 * Divides rows into training, validation and test parts; row numbers ascend within a part. Equal rows and seeds give
 * equal parts. Every row is in one part, in the `history` of a cold user, or counted in `summary.unused`.
 *
 * Where time decides, equal times count in the order of the rows. `leave-last-out`, `user-temporal` and `cold-user` take the
 * order of the rows for time when no row has one, and say so in `summary.counts`; where only some rows have a time, and
 * in `global-temporal`, the others are left out as `no timestamp`.
 *
 * Raises `TOO_FEW_ROWS` when a part would be empty, and `INVALID_OPTIONS`.
 */
export function splitDataset(
  rows: readonly DatasetRow[],
  given: SplitOptions = {},
): { indices: SplitIndices; summary: SplitSummary } {
  const options = resolveSplitOptions(given);
  const { kind } = options;
  const parts = divide(rows, options);
  const empty = PART_NAMES.filter((name) => parts[name].length === 0);
  if (empty.length > 0) throw emptyPartError(rows, kind, empty, parts);
  const { history, cuts } = parts;
  const indices: SplitIndices = {
    train: Int32Array.from(parts.train).sort(),
    validation: Int32Array.from(parts.validation).sort(),
    test: Int32Array.from(parts.test).sort(),
    ...(history && { history: Int32Array.from(history).sort() }),
  };
  return {
    indices,
    summary: {
      kind,
      train: parts.train.length,
      validation: parts.validation.length,
      test: parts.test.length,
      unused: parts.unused,
      ...(history && { history: history.length }),
      ...(cuts && { cuts }),
      ...(!RATING_KINDS.includes(kind) && { counts: { ...parts.counts, ...countParts(rows, indices) } }),
    },
  };
}
