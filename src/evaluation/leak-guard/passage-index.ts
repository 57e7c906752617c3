import { SHORTEST_PASSAGE as WINDOW } from './passages.js';

const FACTOR = 0x9e3779b1;
/** What the letter that leaves the window still weighs: the factor to the power of the window's length. */
const LEAVING = Array.from({ length: WINDOW }).reduce<number>((power) => Math.imul(power, FACTOR), 1);
/** Leading bits of a hash that the filter looks at: so many for the least and the most passages, and 16 places for each in between. */
const LEAST_BITS = 8;
const MOST_BITS = 22;
const PLACES_LOG = 4;

interface Anchored {
  readonly passage: number;
  /** Where in the passage the anchor lies. */
  readonly offset: number;
}

/**
 * Finds many passages in a text in one walk over it (Karp and Rabin 1987): each passage is anchored at 20 of its
 * letters, whose hash rolls along the text. A passage has at least 20 letters.
 */
export class PassageIndex {
  readonly #numbers = new Map<string, number>();
  readonly #passages: string[] = [];
  readonly #anchors = new Map<number, Anchored[]>();
  /** One bit per leading bits of a hash: most letters of a text are done with after one look into it. */
  readonly #filter: Uint32Array;
  readonly #shift: number;

  /** @param expected about how many passages there will be; more of them only take longer */
  constructor(expected = Number.POSITIVE_INFINITY) {
    const wanted = Math.ceil(Math.log2(Math.max(1, expected))) + PLACES_LOG;
    const bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, wanted));
    this.#filter = new Uint32Array(2 ** (bits - 5));
    this.#shift = 32 - bits;
  }

  get size(): number {
    return this.#passages.length;
  }

  /** The passage of a number. */
  at(number: number): string {
    return this.#passages[number]!;
  }

  /** The number of the passage, from 0 on; equal passages share one. */
  add(passage: string): number {
    const known = this.#numbers.get(passage);
    if (known !== undefined) return known;
    const number = this.#passages.push(passage) - 1;
    this.#numbers.set(passage, number);
    const { hash, offset } = this.#rarestAnchor(passage);
    const others = this.#anchors.get(hash);
    if (others) others.push({ passage: number, offset });
    else this.#anchors.set(hash, [{ passage: number, offset }]);
    const bit = hash >>> this.#shift;
    this.#filter[bit >>> 5]! |= 1 << (bit & 31);
    return number;
  }

  /** Calls back for every passage that occurs in the text, once per occurrence of its anchor. */
  scan(text: string, found: (passage: number) => void): void {
    if (this.#passages.length === 0) return;
    const filter = this.#filter;
    const shift = this.#shift;
    let hash = 0;
    for (let end = 0; end < text.length; end++) {
      hash = (Math.imul(hash, FACTOR) + text.charCodeAt(end)) | 0;
      if (end >= WINDOW) hash = (hash - Math.imul(text.charCodeAt(end - WINDOW), LEAVING)) | 0;
      if (end < WINDOW - 1) continue;
      const bit = hash >>> shift;
      if ((filter[bit >>> 5]! & (1 << (bit & 31))) === 0) continue;
      for (const { passage, offset } of this.#anchors.get(hash) ?? []) {
        const start = end - WINDOW + 1 - offset;
        if (start >= 0 && text.startsWith(this.#passages[passage]!, start)) found(passage);
      }
    }
  }

  /** Phrases that begin or end thousands of reviews make poor anchors; of three places the least common is taken. */
  #rarestAnchor(passage: string): { hash: number; offset: number } {
    const last = passage.length - WINDOW;
    const places = [0, last >> 1, last].map((offset) => ({
      offset,
      hash: hashOf(passage, offset),
    }));
    const load = ({ hash }: { hash: number }) => this.#anchors.get(hash)?.length ?? 0;
    return places.reduce((best, place) => (load(place) < load(best) ? place : best));
  }
}

function hashOf(text: string, from: number): number {
  let hash = 0;
  for (let at = from; at < from + WINDOW; at++) {
    hash = (Math.imul(hash, FACTOR) + text.charCodeAt(at)) | 0;
  }
  return hash;
}
