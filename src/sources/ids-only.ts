import type { ReadItemsOptions } from '../contracts/index.js';
import type { Interaction, Item } from '../types.js';
import { throwIfAborted } from '../util/abort.js';

/** Items that are known by their ids alone, for sources without a table of items. */
export async function* idsOnly(
  interactions: () => AsyncIterable<Interaction>,
  { itemIds, signal }: ReadItemsOptions = {},
): AsyncGenerator<Item> {
  const ids = itemIds ?? new Set<string>();
  if (itemIds === undefined) {
    for await (const { itemId } of interactions()) (ids as Set<string>).add(itemId);
  }
  for (const itemId of ids) {
    throwIfAborted(signal);
    yield { itemId };
  }
}
