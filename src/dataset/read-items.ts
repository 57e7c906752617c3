import type { DataSource } from '../contracts/index.js';
import type { CallOptions, Item } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { rateMeter } from '../util/progress.js';
import { cleanText } from './clean-text.js';
import type { DropLedger } from './drop-ledger.js';

const PROGRESS_EVERY = 5000;

/** What was read, and the wanted items of it. */
export interface ReadItems {
  /** Items that the source yielded; skipped records are in the ledger. */
  readonly yielded: number;
  readonly items: Map<string, Item>;
}

/**
 * Streams the items of a source until all wanted ones have come; of several with one id the first counts. Only wanted
 * items are held. Raises `ABORTED` and what the source raises.
 */
export async function readItems(
  source: DataSource,
  itemIds: ReadonlySet<string>,
  dropped: DropLedger,
  { signal, onProgress }: CallOptions,
): Promise<ReadItems> {
  const items = new Map<string, Item>();
  if (itemIds.size === 0) return { yielded: 0, items };
  const rate = rateMeter();
  let yielded = 0;
  const report = () => onProgress?.({ stage: 'read-items', done: yielded, rate: rate(yielded) });
  for await (const item of source.items({ itemIds, onSkip: dropped.add, ...(signal && { signal }) })) {
    throwIfAborted(signal);
    yielded += 1;
    if (yielded % PROGRESS_EVERY === 0) report();
    if (!itemIds.has(item.itemId) || items.has(item.itemId)) continue;
    items.set(item.itemId, cleanItem(item));
    if (items.size === itemIds.size) break;
  }
  throwIfAborted(signal);
  report();
  return { yielded, items };
}

function cleanItem(item: Item): Item {
  const { title, description, features, ...rest } = item;
  return {
    ...rest,
    ...(title !== undefined && { title: cleanText(title) }),
    ...(description !== undefined && { description: cleanText(description) }),
    ...(features !== undefined && { features: features.map(cleanText) }),
  };
}
