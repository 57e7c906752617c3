import { excerpt, Tally } from './findings.js';
import { PassageIndex } from './passage-index.js';
import { normaliseText, passagesOf } from './passages.js';
import { areQuotations, Quotations } from './quotations.js';
import type { Reading } from './readings.js';
import { TrainingTexts } from './training-texts.js';
import type { LeakFinding, LeakGuardInput } from './types.js';

/** Knows the passages of all test reviews that no training review has, and finds them in what any row reads. */
export class TestTextCheck {
  readonly #input: LeakGuardInput;
  readonly #passages = new PassageIndex();
  /** The first test row of every passage. */
  readonly #owners: number[] = [];
  /** Passages that anybody may know: training reviews have them too, or they are quoted from the item. */
  readonly #excused = new Set<number>();

  constructor(input: LeakGuardInput) {
    this.#input = input;
    const quotations = new Quotations(input);
    const quoted = new Set<number>();
    const quoting = new Set<number>();
    for (const row of input.indices.test) {
      for (const passage of passagesOf(normaliseText(input.rows[row]!.text ?? ''))) {
        const number = this.#passages.add(passage);
        if (quotations.includes(row, passage)) {
          quoted.add(number);
          quoting.add(row);
        }
        this.#owners[number] ??= row;
      }
    }
    const training = new TrainingTexts(input, this.#passages);
    for (let passage = 0; passage < this.#passages.size; passage++) {
      if (training.haveElsewhere(passage, -1)) this.#excused.add(passage);
    }
    if (areQuotations(quoting.size, input.indices.test.length)) {
      for (const passage of quoted) this.#excused.add(passage);
    }
  }

  /** @param text normalised */
  passagesIn(text: string): number[] {
    const found = new Set<number>();
    this.#passages.scan(text, (passage) => {
      if (!this.#excused.has(passage)) found.add(passage);
    });
    return [...found];
  }

  /** The check of one input. */
  of(name: string): {
    look(row: number, own: string, reading: Reading): void;
    findings(): LeakFinding[];
  } {
    const { rows } = this.#input;
    const tally = new Tally(rows);
    return {
      look: (row, own, reading) => {
        if (reading.size === 0) return;
        tally.checked += 1;
        const other = this.#otherOwner(own, reading);
        if (other === undefined) return;
        tally.add(row, () => `reads "${excerpt(normaliseText(rows[other]!.text!))}" of test row ${other}`);
      },
      findings: () =>
        tally.finding(
          'test-text',
          `The input "${name}" has reviews of other test rows`,
          'Build the input from training reviews only (and fit what collects them after the rows are divided).',
        ),
    };
  }

  /** What the row's own review says too is a matter of `target-text`. */
  #otherOwner(own: string, reading: Reading): number | undefined {
    for (const passage of reading.testPassages()) {
      if (!own.includes(this.#passages.at(passage))) return this.#owners[passage];
    }
    return undefined;
  }
}
