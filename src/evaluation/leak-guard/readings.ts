import { PassageIndex } from './passage-index.js';
import { passagesOf, type ReadText } from './passages.js';

/** What one row reads in one input. */
export interface Reading {
  /** How many texts. */
  readonly size: number;
  /** Is this, normalised, all of one text? */
  isOneOf(text: string): boolean;
  /** Is this passage of the row's own text in one of the texts? */
  has(passage: string): boolean;
  /** Passages of test rows in the texts, by their numbers. */
  testPassages(): Iterable<number>;
}

/** The texts of one row alone. */
export function readingOf(texts: readonly ReadText[]): Reading {
  return {
    size: texts.length,
    isOneOf: (own) => texts.some(({ text }) => text === own),
    has: (passage) => texts.some(({ text }) => text.includes(passage)),
    testPassages: () => texts.flatMap(({ testPassages }) => testPassages),
  };
}

/**
 * Texts that many rows read, each without some of them. They are gone through once for all rows: text by text for every row would
 * take time with the square of an item's reviews.
 */
export class SharedTexts {
  readonly #size: number;
  readonly #passages: PassageIndex;
  /** Where, by passage. */
  readonly #places: number[][];
  readonly #wholes = new Map<string, number[]>();
  readonly #tests: { readonly place: number; readonly passage: number }[] = [];

  /** @param owns the reviews, normalised, of all rows that will read them */
  constructor(texts: readonly ReadText[], owns: readonly string[]) {
    const passages = new Set(owns.flatMap(passagesOf));
    this.#passages = new PassageIndex(passages.size);
    for (const passage of passages) this.#passages.add(passage);
    this.#places = Array.from(passages, () => []);
    this.#size = texts.length;
    for (const [place, { text, testPassages }] of texts.entries()) {
      this.#passages.scan(text, (passage) => {
        const places = this.#places[passage]!;
        if (places.at(-1) !== place) places.push(place);
      });
      const equal = this.#wholes.get(text);
      if (equal) equal.push(place);
      else this.#wholes.set(text, [place]);
      for (const passage of testPassages) this.#tests.push({ place, passage });
    }
  }

  /** What a row reads that does not read some of them. */
  without(except: readonly number[]): Reading {
    const isRead = (places: readonly number[] = []) => places.some((place) => !except.includes(place));
    const tests = this.#tests;
    return {
      size: this.#size - except.length,
      isOneOf: (own) => isRead(this.#wholes.get(own)),
      has: (passage) => isRead(this.#places[this.#passages.add(passage)]),
      *testPassages() {
        for (const { place, passage } of tests) if (!except.includes(place)) yield passage;
      },
    };
  }
}
