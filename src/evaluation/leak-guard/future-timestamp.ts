import { Tally } from './findings.js';
import { allParts } from './parts.js';
import type { LeakFinding, LeakGuardInput } from './types.js';

/** Finds interactions that are later than now. */
export function findFutureTimestamps({ rows, indices, now = Date.now() }: LeakGuardInput): LeakFinding[] {
  const tally = new Tally(rows);
  for (const row of allParts(indices)) {
    const { timestamp } = rows[row]!;
    if (timestamp === undefined) continue;
    tally.checked += 1;
    if (timestamp > now) tally.add(row, () => `${timeOf(timestamp)} is later than ${timeOf(now)}`);
  }
  return tally.finding(
    'future-timestamp',
    'Interactions are later than now',
    'Timestamps are milliseconds since 1970 (not micro- or nanoseconds); correct or drop those rows.',
  );
}

/** A time as a reader knows it, or the number where no calendar has it. */
export function timeOf(timestamp: number): string {
  const date = new Date(timestamp);
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString();
}
