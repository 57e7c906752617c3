import type { ReviewRecord } from '../contracts/index.js';

const DAY = 86_400_000;
const CATEGORIES = ['Dresses', 'Boots', 'Scarves'] as const;

function record(user: number, item: number): ReviewRecord {
  return {
    userId: `u${user}`,
    itemId: `i${item}`,
    timestamp: Date.UTC(2024, 0, 1) + (7 * user + 3 * item) * DAY,
    item: {
      itemId: `i${item}`,
      categories: ['Fashion', CATEGORIES[item % CATEGORIES.length]!],
      // Some prices are not known.
      ...(item % 4 !== 3 && { price: 5 + item * item }),
    },
  };
}

/** Records that an encoder is fitted on: four users and six items, not everybody with everything. */
export const TRAINING_RECORDS: readonly ReviewRecord[] = Object.freeze(
  Array.from({ length: 24 }, (_, index) => [index % 4, Math.floor(index / 4)] as const)
    .filter(([user, item]) => (user + item) % 3 !== 2)
    .map(([user, item]) => record(user, item)),
);

/** Known and new users and items. */
export const SAMPLE_RECORDS: readonly ReviewRecord[] = Object.freeze([
  record(0, 0),
  record(1, 5),
  record(9, 2),
  record(3, 7),
  record(8, 8),
]);

/** Records that real data hold and that must not stop a run. */
export const UNUSUAL_RECORDS: Readonly<Record<string, ReviewRecord>> = Object.freeze({
  'a record that says nothing': {},
  'a user alone': { userId: 'u0' },
  'an item alone': { itemId: 'i0' },
  'an item without a catalogue entry': { userId: 'u0', itemId: 'nowhere' },
  'a price of 0': { itemId: 'i0', item: { itemId: 'i0', price: 0 } },
  'a negative price': { itemId: 'i0', item: { itemId: 'i0', price: -3 } },
  'a huge price': { itemId: 'i0', item: { itemId: 'i0', price: 1e12 } },
  'an id that is a name of JavaScript': { userId: 'constructor', itemId: '__proto__' },
});

/** A rating from 1 to 5 that depends on user and item. */
export function sampleRating({ userId = '', itemId = '' }: ReviewRecord): number {
  return 1 + ((3 * Number(userId.slice(1)) + 2 * Number(itemId.slice(1))) % 5);
}
