import type { Interaction } from '../../types.js';
import type { LeakExample, LeakFinding, LeakKind } from './types.js';

/** How many rows a finding shows. */
const EXAMPLES = 3;

/** Counts the rows of one leak and keeps the first few, in whatever order they come. */
export class Tally {
  readonly #rows: readonly Interaction[];
  readonly #examples: LeakExample[] = [];
  count = 0;
  checked = 0;

  constructor(rows: readonly Interaction[]) {
    this.#rows = rows;
  }

  add(row: number, detail: () => string): void {
    this.count += 1;
    const examples = this.#examples;
    if (examples.length === EXAMPLES && examples[EXAMPLES - 1]!.row < row) return;
    const { userId, itemId } = this.#rows[row]!;
    examples.push({ row, userId, itemId, detail: detail() });
    examples.sort((one, other) => one.row - other.row).splice(EXAMPLES);
  }

  /** No finding without rows. `what` is followed by the rows, `remedy` says what to do. */
  finding(kind: LeakKind, what: string, remedy: string): LeakFinding[] {
    const { count, checked } = this;
    if (count === 0) return [];
    const examples = this.#examples
      .map(({ row, userId, itemId, detail }) => `row ${row} (user ${userId}, item ${itemId}): ${detail}`)
      .join('; ');
    const message = `${what} in ${count} of ${checked} rows, such as ${examples}. ${remedy}`;
    return [{ kind, message, count, checked, examples: this.#examples }];
  }
}

/** The beginning of a text, for a message. */
export function excerpt(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 39)}…`;
}
