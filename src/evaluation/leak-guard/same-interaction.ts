import { Tally } from './findings.js';
import type { LeakFinding, LeakGuardInput } from './types.js';

/** Users and items as codes, so that a pair of them is one number. */
class Pairs {
  readonly #users = new Map<string, number>();
  readonly #items = new Map<string, number>();
  readonly #seen = new Map<number, number>();

  /** Remembers in which row the pair was. */
  add(userId: string, itemId: string, row: number): void {
    this.#seen.set(pairCode(codeOf(this.#users, userId), codeOf(this.#items, itemId)), row);
  }

  /** The row in which the pair was, if it was. */
  find(userId: string, itemId: string): number | undefined {
    const user = this.#users.get(userId);
    const item = this.#items.get(itemId);
    return user === undefined || item === undefined ? undefined : this.#seen.get(pairCode(user, item));
  }
}

/** Finds validation and test rows whose user rated the same item in training. */
export function findSameInteractions({ rows, indices }: LeakGuardInput): LeakFinding[] {
  const pairs = new Pairs();
  for (const row of indices.train) pairs.add(rows[row]!.userId, rows[row]!.itemId, row);
  const tally = new Tally(rows);
  for (const part of ['validation', 'test'] as const) {
    for (const row of indices[part]) {
      tally.checked += 1;
      const { userId, itemId } = rows[row]!;
      const other = pairs.find(userId, itemId);
      if (other !== undefined) tally.add(row, () => `in the ${part} part, and as row ${other} in training`);
    }
  }
  return tally.finding(
    'same-interaction',
    'The same user and item are in training and held out',
    'Keep one interaction of every user and item before the rows are divided, or all of them in one part.',
  );
}

function codeOf(codes: Map<string, number>, id: string): number {
  const code = codes.get(id) ?? codes.size;
  codes.set(id, code);
  return code;
}

/** Exact for up to 67 million users and as many items. */
function pairCode(user: number, item: number): number {
  return user * 2 ** 26 + item;
}
