import type { SplitKind } from '../../dataset/split/options.js';
import { Tally } from './findings.js';
import { timeOf } from './future-timestamp.js';
import type { LeakFinding, LeakGuardInput } from './types.js';

/** Kinds that test every user's last rows: what else is known of the user must be older. */
const BY_USER: readonly SplitKind[] = ['user-temporal', 'leave-last-out', 'cold-user'];

/**
 * Finds rows that are known to the model and later than what it is tested on: later than the first test row in a
 * `global-temporal` split; later than a test row of the same user in a `user-temporal`, `leave-last-out` or `cold-user`
 * one (there, the rows of the `history` are meant). Rows without a time are not looked at.
 */
export function findFutureInTraining(input: LeakGuardInput): LeakFinding[] {
  const { rows, indices, splitKind } = input;
  const global = splitKind === 'global-temporal';
  if (splitKind === undefined || !(global || BY_USER.includes(splitKind))) return [];
  const firstTests = earliest(input, (row) => (global ? '' : rows[row]!.userId));
  const tally = new Tally(rows);
  for (const part of [indices.train, indices.history ?? []]) {
    for (const row of part) {
      const { timestamp, userId } = rows[row]!;
      const firstTest = firstTests.get(global ? '' : userId);
      if (timestamp === undefined || firstTest === undefined) continue;
      tally.checked += 1;
      if (timestamp > firstTest) {
        const whose = global ? 'the first test row' : "the user's first test row";
        tally.add(row, () => `${timeOf(timestamp)} is later than ${whose}, ${timeOf(firstTest)}`);
      }
    }
  }
  return tally.finding(
    'future-in-training',
    `The ${splitKind} split trains on rows that are later than test rows`,
    'Divide the rows by their times again (splitDataset does), and check that all times have the same unit.',
  );
}

/** The earliest time among the test rows of each key. */
function earliest({ rows, indices }: LeakGuardInput, keyOf: (row: number) => string): Map<string, number> {
  const times = new Map<string, number>();
  for (const row of indices.test) {
    const { timestamp } = rows[row]!;
    if (timestamp === undefined) continue;
    const key = keyOf(row);
    times.set(key, Math.min(timestamp, times.get(key) ?? timestamp));
  }
  return times;
}
