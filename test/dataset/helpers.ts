import type { DataSource } from '../../src/contracts/index.js';
import type { DatasetRow } from '../../src/dataset/types.js';
import type { Interaction, Item, SkippedRecord } from '../../src/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';

export interface FakeSource extends DataSource {
  /** How many interactions were asked for, in all. */
  readonly pulled: { interactions: number; items: number; closed: number };
}

/** A source of records that counts what is asked of it; a `SkippedRecord` among them is reported as such. */
export function fakeSource(
  interactions: readonly (Interaction | SkippedRecord)[],
  items: readonly (Item | SkippedRecord)[],
): FakeSource {
  const pulled = { interactions: 0, items: 0, closed: 0 };
  async function* stream<Value extends object>(
    records: readonly (Value | SkippedRecord)[],
    which: 'interactions' | 'items',
    onSkip?: (record: SkippedRecord) => void,
  ): AsyncGenerator<Value> {
    try {
      for (const record of records) {
        pulled[which] += 1;
        if ('reason' in record) onSkip?.(record as SkippedRecord);
        else yield record as Value;
      }
    } finally {
      pulled.closed += 1;
    }
  }
  return {
    specVersion: 1,
    name: 'fake',
    pulled,
    interactions: (options) => stream<Interaction>(interactions, 'interactions', options?.onSkip),
    items: (options) => stream<Item>(items, 'items', options?.onSkip),
  };
}

/** Interactions `u<n>` rates `i<n % items>` with 1 to 5 stars in turn. */
export function interactionsOf(count: number, items = 3): Interaction[] {
  return Array.from({ length: count }, (_, index) => ({
    userId: `u${index}`,
    itemId: `i${index % items}`,
    rating: 1 + (index % 5),
    text: `text ${index}`,
    timestamp: index,
  }));
}

export function itemsOf(count: number): Item[] {
  return Array.from({ length: count }, (_, index) => ({ itemId: `i${index}` }));
}

/** Rows with the given numbers of rows per class, items drawn from a seed. */
export function rowsOf(perClass: readonly number[], items = 50, seed = 1): DatasetRow[] {
  const random = createRandom(seed);
  return perClass.flatMap((count, classIndex) =>
    Array.from({ length: count }, (_, index) => ({
      userId: `u${classIndex}-${index}`,
      // Squared, so that some items have many rows and most have few.
      itemId: `i${Math.floor(random() ** 2 * items)}`,
      rating: classIndex + 1,
      classIndex,
      text: `text ${randomInteger(random, 1000)}`,
    })),
  );
}
