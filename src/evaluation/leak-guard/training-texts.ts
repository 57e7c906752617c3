import type { PassageIndex } from './passage-index.js';
import { normaliseText, SHORTEST_PASSAGE } from './passages.js';
import type { LeakGuardInput } from './types.js';

const NONE = -1;
const SEVERAL = -2;

/**
 * Which training rows have certain passages in their texts. Training texts may be read by the model, so a passage that
 * one of them has says nothing about another row's text, however equal.
 */
export class TrainingTexts {
  readonly #sources: Int32Array;
  readonly #short = new Map<string, number>();

  constructor({ rows, indices }: LeakGuardInput, passages: PassageIndex) {
    const sources = new Int32Array(passages.size).fill(NONE);
    this.#sources = sources;
    for (const row of indices.train) {
      const text = normaliseText(rows[row]!.text ?? '');
      if (text.length < SHORTEST_PASSAGE) this.#short.set(text, joined(this.#short.get(text) ?? NONE, row));
      else passages.scan(text, (passage) => (sources[passage] = joined(sources[passage]!, row)));
    }
  }

  /** Is the passage in the text of a training row other than this one? */
  haveElsewhere(passage: number, row: number): boolean {
    const source = this.#sources[passage]!;
    return source !== NONE && source !== row;
  }

  /** The same for a text shorter than any passage, as a whole. */
  areElsewhere(text: string, row: number): boolean {
    const source = this.#short.get(text) ?? NONE;
    return source !== NONE && source !== row;
  }
}

function joined(source: number, row: number): number {
  return source === NONE || source === row ? row : SEVERAL;
}
