import { normaliseText } from './passages.js';
import type { LeakGuardInput } from './types.js';

/** Where more rows than this share quote the text of their item, that text is made of reviews. */
const MOST_QUOTES = 0.01;

/** Knows which reviews only repeat what their item's own text says, its title for instance. */
export class Quotations {
  readonly #input: LeakGuardInput;
  readonly #texts = new Map<string, string>();

  constructor(input: LeakGuardInput) {
    this.#input = input;
  }

  /** Is the passage of the row's review in the text of the row's item? */
  includes(row: number, passage: string): boolean {
    if (!this.#input.items) return false;
    const { itemId } = this.#input.rows[row]!;
    let text = this.#texts.get(itemId);
    if (text === undefined) {
      text = this.#read(itemId);
      this.#texts.set(itemId, text);
    }
    return text.includes(passage);
  }

  #read(itemId: string): string {
    const item = this.#input.items!.get(itemId);
    const { title, description, features = [], categories = [] } = item ?? {};
    // Parts are kept apart: no passage has a line break.
    return [title, description, ...features, ...categories]
      .map((part) => normaliseText(part ?? ''))
      .join('\n');
  }
}

/** So few of the rows looked at are people who quote; more would be reviews in the item's text. */
export function areQuotations(quoting: number, checked: number): boolean {
  return quoting < MOST_QUOTES * checked;
}
