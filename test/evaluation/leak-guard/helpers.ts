import type { LeakGuardInput } from '../../../src/evaluation/leak-guard.js';
import type { Interaction, SplitIndices } from '../../../src/types.js';
import { createRandom, randomInteger } from '../../../src/util/random.js';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Sentences of made-up words: two of them share no passage of twenty letters. */
export function sentence(random: () => number, words = 12): string {
  const word = () =>
    Array.from({ length: 3 + randomInteger(random, 6) }, () => LETTERS[randomInteger(random, 26)]).join('');
  return `${Array.from({ length: words }, word).join(' ')}.`;
}

/** Distinct pairs of users and items in random order, with reviews and times that ascend by row. */
export function randomRows(count: number, seed = 1, users = 20): Interaction[] {
  const random = createRandom(seed);
  const seen = new Set<string>();
  const rows: Interaction[] = [];
  while (rows.length < count) {
    const userId = `u${randomInteger(random, users)}`;
    const itemId = `i${randomInteger(random, Math.ceil(count / 4))}`;
    if (seen.has(`${userId} ${itemId}`)) continue;
    seen.add(`${userId} ${itemId}`);
    const rating = 1 + randomInteger(random, 5);
    rows.push({ userId, itemId, rating, text: sentence(random), timestamp: 1000 * rows.length });
  }
  return rows;
}

/** The first 70 % to learn from, 10 % to validate, the rest to test. */
export function inOrder(count: number): SplitIndices {
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const train = Math.floor(count * 0.7);
  const validation = Math.floor(count * 0.8);
  return {
    train: all.slice(0, train),
    validation: all.slice(train, validation),
    test: all.slice(validation),
  };
}

/** An input of other people's training reviews of the item: what an honest model may read. */
export function honestReviews(rows: readonly Interaction[], { train }: SplitIndices) {
  const textOf = ({ userId, itemId }: Interaction) =>
    Array.from(train, (row) => rows[row]!)
      .filter((other) => other.itemId === itemId && other.userId !== userId)
      .map(({ text }) => text ?? '');
  return { name: 'reviews', textOf };
}

/** Sixty honest rows. */
export function honest(change: Partial<LeakGuardInput> = {}): LeakGuardInput {
  const rows = change.rows ?? randomRows(60);
  const indices = change.indices ?? inOrder(rows.length);
  return { inputs: [honestReviews(rows, indices)], now: 10 ** 9, ...change, rows, indices };
}
