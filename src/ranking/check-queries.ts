import type { RankingQuery } from '../contracts/index.js';

/**
 * Raises `RangeError` for a query that names an item outside of the catalogue or has another number of weights than of
 * liked items: both are mistakes of the program, for ids have been looked up before.
 */
export function checkQueries(owner: string, queries: readonly RankingQuery[], items: number): void {
  for (const { liked, weight } of queries) {
    const outside = liked.find((item) => item < 0 || item >= items);
    if (outside !== undefined) {
      throw new RangeError(`${owner}: a liked item must be within 0 to ${items - 1}, but one is ${outside}.`);
    }
    if (weight !== undefined && weight.length !== liked.length) {
      throw new RangeError(`${owner}: ${liked.length} liked items come with ${weight.length} weights.`);
    }
  }
}

/** Raises `RangeError` for an item outside of the catalogue. */
export function checkItem(owner: string, item: number, items: number): void {
  if (Number.isInteger(item) && item >= 0 && item < items) return;
  throw new RangeError(`${owner}: an item must be within 0 to ${items - 1}, not ${item}.`);
}
