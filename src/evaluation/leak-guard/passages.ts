import { cleanText } from '../../dataset/clean-text.js';

/** Shorter texts, and shorter halves, are met by chance. */
export const SHORTEST_PASSAGE = 20;

/** Text in the form in which it is compared: as a reader sees it, in lower case. */
export function normaliseText(text: string): string {
  return cleanText(text).toLowerCase();
}

/**
 * What of a normalised text gives it away. Its first and its last half, so that a heading put before it, or a cut of
 * up to a half, hides nothing; the whole when halves would be shorter than 20 characters. Nothing of a text that is
 * shorter than that itself.
 */
export function passagesOf(text: string): string[] {
  if (text.length < SHORTEST_PASSAGE) return [];
  const half = Math.ceil(text.length / 2);
  // Without the spaces at the cut: who cuts there as well has lost them.
  const halves = [text.slice(0, half).trim(), text.slice(-half).trim()];
  return halves.some(({ length }) => length < SHORTEST_PASSAGE) ? [text] : halves;
}

/** One text that the model will read. */
export interface ReadText {
  /** Normalised. */
  readonly text: string;
  /** Passages of test rows in it, by their numbers. */
  readonly testPassages: readonly number[];
}
