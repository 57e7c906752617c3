import { requireOption } from '../util/options.js';

/** Raises `INVALID_OPTIONS` unless all of these sizes are whole numbers from `least`. */
export function requireSizes(owner: string, least: number, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    const message = `${name} must be a whole number from ${least}, not ${size}.`;
    requireOption(Number.isInteger(size) && size >= least, owner, message);
  }
}

/** Raises `INVALID_OPTIONS` unless a dropout rate is possible. */
export function requireRate(owner: string, dropout: number): void {
  const message = `dropout must be a number from 0 to below 1, not ${dropout}.`;
  requireOption(dropout >= 0 && dropout < 1, owner, message);
}

/** Raises `INVALID_OPTIONS` unless the value is one of the known words. */
export function requireWord(owner: string, name: string, words: readonly string[], given: string): void {
  const list = words.map((word) => `"${word}"`).join(', ');
  requireOption(
    words.includes(given),
    owner,
    `${name} must be one of ${list}, not ${JSON.stringify(given)}.`,
  );
}

/** A projection of one number would be nothing but a constant after it is normalised. */
export const LEAST_DIMENSIONS = 2;
