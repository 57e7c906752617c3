import type { SkippedRecord } from '../types.js';

const EXAMPLES_PER_REASON = 3;

/** Counts what was left out, by reason, and keeps the first few of each as examples. */
export class DropLedger {
  readonly #counts = new Map<string, number>();
  readonly #examples = new Map<string, SkippedRecord[]>();
  #records = 0;

  /** Records that were left out whole; those that only lost a field are not among them. */
  get records(): number {
    return this.#records;
  }

  /** Counts per reason, in the order in which the reasons first came. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get examples(): readonly SkippedRecord[] {
    return [...this.#examples.values()].flat();
  }

  readonly add = (record: SkippedRecord): void => {
    const { reason } = record;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    if (record.field === undefined) this.#records += 1;
    const examples = this.#examples.get(reason) ?? [];
    if (examples.length < EXAMPLES_PER_REASON) this.#examples.set(reason, [...examples, record]);
  };
}

/** `3 ITEM_NOT_FOUND, 1 DUPLICATE`, the most frequent first; `none` for nothing. */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort((left, right) => right[1] - left[1]);
  return entries.length === 0 ? 'none' : entries.map(([reason, count]) => `${count} ${reason}`).join(', ');
}
