import { excerpt, Tally } from './findings.js';
import { PassageIndex } from './passage-index.js';
import { passagesOf } from './passages.js';
import { areQuotations, Quotations } from './quotations.js';
import type { Reading } from './readings.js';
import { TrainingTexts } from './training-texts.js';
import type { LeakFinding, LeakGuardInput } from './types.js';

interface Suspect {
  readonly row: number;
  /** A passage of the row's text, or all of a short one. */
  readonly quoted: string;
  /** Its number in the index of passages; -1 for a short text. */
  readonly passage: number;
}

/** Finds rows whose own review is in what the model reads of them in one input. */
export class TargetTextCheck {
  readonly #input: LeakGuardInput;
  readonly #name: string;
  readonly #suspects: Suspect[] = [];
  readonly #passages = new PassageIndex();
  #checked = 0;

  constructor(input: LeakGuardInput, name: string) {
    this.#input = input;
    this.#name = name;
  }

  /** @param own the row's review, normalised */
  look(row: number, own: string, reading: Reading): void {
    if (own === '') return;
    this.#checked += 1;
    const passages = passagesOf(own);
    if (passages.length === 0 && reading.isOneOf(own)) {
      this.#suspects.push({ row, quoted: own, passage: -1 });
    }
    for (const quoted of passages) {
      if (reading.has(quoted)) {
        this.#suspects.push({ row, quoted, passage: this.#passages.add(quoted) });
      }
    }
  }

  findings(): LeakFinding[] {
    const { rows } = this.#input;
    const tally = new Tally(rows);
    tally.checked = this.#checked;
    if (this.#suspects.length === 0) return [];
    let last = -1;
    for (const { row, quoted } of this.#withoutExcuse()) {
      // Both halves of one review are one row.
      if (row !== last) tally.add(row, () => `reads "${excerpt(quoted)}"`);
      last = row;
    }
    return tally.finding(
      'target-text',
      `The input "${this.#name}" has the very review whose rating is to be predicted`,
      'Before the review is written nobody can read it: build the input from what is known of the item and from other people\'s training reviews. To tell stars from a written review, use the task "review".',
    );
  }

  #withoutExcuse(): Suspect[] {
    const training = new TrainingTexts(this.#input, this.#passages);
    const suspects = this.#suspects.filter(({ row, quoted, passage }) =>
      passage < 0 ? !training.areElsewhere(quoted, row) : !training.haveElsewhere(passage, row),
    );
    const quotations = new Quotations(this.#input);
    const others = suspects.filter(({ row, quoted }) => !quotations.includes(row, quoted));
    const quoting = new Set(suspects.map(({ row }) => row)).size - new Set(others.map(({ row }) => row)).size;
    return areQuotations(quoting, this.#checked) ? others : suspects;
  }
}
