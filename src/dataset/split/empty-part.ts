import { RecommenderError } from '../../errors.js';
import type { DatasetRow } from '../types.js';
import type { SplitKind } from './options.js';
import type { DividedParts } from './parts.js';

/** `TOO_FEW_ROWS`, with what would help in this kind of split. */
export function emptyPartError(
  rows: readonly DatasetRow[],
  kind: SplitKind,
  empty: readonly string[],
  { unused, cuts }: DividedParts,
): RecommenderError {
  const items = new Set(rows.map((row) => row.itemId)).size;
  const users = new Set(rows.map((row) => row.userId)).size;
  const remedies: Record<SplitKind, string> = {
    stratified: 'More rows are needed: at least three of one rating.',
    'group-by-item': `The rows have ${items} items, at least three are needed. Use more items or kind "stratified".`,
    given: `Their "split" must say "train", "validation" (optional) or "test"; other names: ${JSON.stringify(unused)}. Use kind "stratified" for data without a split.`,
    random: 'Use more rows or larger shares.',
    'leave-last-out': 'At least one user needs three rows with a time.',
    'user-temporal': 'At least one user needs three rows with a time.',
    'global-temporal': `The cuts are ${cuts?.validationFrom} and ${cuts?.testFrom}; without a time: ${JSON.stringify(unused)}. Use rows with times on both sides of the cuts.`,
    'cold-item': `The rows have ${items} items. Use more items or larger shares.`,
    'cold-user': `The rows have ${users} users. Use more users or larger shares.`,
  };
  return new RecommenderError(
    'TOO_FEW_ROWS',
    `The ${kind} split of ${rows.length} rows leaves no rows for: ${empty.join(', ')}. ${remedies[kind]}`,
    { data: { rows: rows.length, empty, unused } },
  );
}
