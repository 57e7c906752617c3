import type { DataSource } from '../contracts/index.js';
import type { CallOptions, RatingScale } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { STARS } from '../util/rating-scale.js';
import { cleanInteractions } from './clean-interactions.js';
import { DropLedger } from './drop-ledger.js';
import { joinRows } from './join-rows.js';
import { countRows } from './keep-rows.js';
import { readInteractions } from './read-interactions.js';
import { readItems } from './read-items.js';
import { requireRead, requireTrainable } from './require-rows.js';
import { describeSample, type Sample } from './sampling.js';
import type { Dataset } from './types.js';

/** Options of {@link buildDataset}. */
export interface DatasetOptions {
  /**
   * Ratings outside this scale are dropped and counted.
   * @default `{ min: 1, max: 5, step: 1 }`
   */
  readonly scale?: RatingScale | undefined;
  /**
   * Which interactions are used.
   * @default `{ kind: 'first', size: 25000 }`
   */
  readonly sample?: Sample | undefined;
  /**
   * Reaches the random sample.
   * @default 42
   */
  readonly seed?: number | undefined;
  /**
   * Keep interactions whose item has no record or nothing to read, which a recommender of what people have in common can use. Such
   * an item is its id alone. Otherwise they are dropped and counted.
   * @default false
   */
  readonly keepBareItems?: boolean | undefined;
  /**
   * Ratings are there to be learned: there must be as many rows as the scale has ratings, and two different ratings.
   * @default true
   */
  readonly requireRatings?: boolean | undefined;
}

/** Defaults of {@link DatasetOptions}. The sample is the one of the Keras notebook that this library re-creates. */
export const DATASET_DEFAULTS = Object.freeze({
  scale: STARS,
  sample: Object.freeze({ kind: 'first', size: 25_000 }) as Sample,
  seed: 42,
  keepBareItems: false,
  requireRatings: true,
});

/**
 * Reads a source and joins its interactions with its items: stream, sample, clean, look the items up, join. Memory
 * depends on the sample, not on the files. Every interaction read is a row, not sampled, or dropped and counted by
 * reason in the summary.
 *
 * Raises `SOURCE_EMPTY` (no interaction at all), `NO_ROWS` (none left, with the counts by reason), `TOO_FEW_ROWS`
 * (fewer rows than ratings on the scale), `ONE_CLASS` (all ratings equal), `ABORTED`, `INVALID_OPTIONS`, and what the
 * source raises.
 */
export async function buildDataset(
  source: DataSource,
  given: DatasetOptions = {},
  call: CallOptions = {},
): Promise<Dataset> {
  const { scale, sample, seed, keepBareItems, requireRatings } = resolveDatasetOptions(given);
  const droppedInteractions = new DropLedger();
  const { yielded, sampled } = await readInteractions(source, sample, seed, droppedInteractions, call);
  requireRead(source, yielded, droppedInteractions);
  const interactionsRead = yielded + droppedInteractions.records;

  const cleaned = cleanInteractions(sampled, scale, droppedInteractions);
  const droppedItems = new DropLedger();
  const wanted = new Set(cleaned.map((row) => row.itemId));
  const read = await readItems(source, wanted, droppedItems, call);

  if (keepBareItems) {
    for (const itemId of wanted) if (!read.items.has(itemId)) read.items.set(itemId, { itemId });
  }
  const rows = keepBareItems ? cleaned : joinRows(cleaned, read.items, droppedInteractions);
  const used = new Set(rows.map((row) => row.itemId));
  const items = new Map([...read.items].filter(([itemId]) => used.has(itemId)));
  const dataset: Dataset = {
    rows,
    items,
    scale,
    summary: {
      source: source.name,
      sampling: describeSample(sample),
      interactionsRead,
      interactionsNotSampled: yielded - sampled.length,
      itemsRead: read.yielded + droppedItems.records,
      ...countRows(rows, items, scale),
      droppedInteractions: droppedInteractions.counts,
      droppedItems: droppedItems.counts,
      examples: [...droppedInteractions.examples, ...droppedItems.examples],
    },
  };
  requireTrainable(dataset, requireRatings);
  return dataset;
}

/** Defaults overlaid with the given options; raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolveDatasetOptions(given: DatasetOptions) {
  const owner = 'buildDataset';
  const { scale, sample, seed, keepBareItems, requireRatings } = resolveOptions<DatasetOptions>(
    owner,
    DATASET_DEFAULTS,
    given,
  );
  const resolved = {
    ...DATASET_DEFAULTS,
    ...(scale && { scale }),
    ...(sample && { sample }),
    seed: seed ?? DATASET_DEFAULTS.seed,
    keepBareItems: keepBareItems ?? DATASET_DEFAULTS.keepBareItems,
    requireRatings: requireRatings ?? DATASET_DEFAULTS.requireRatings,
  };
  const { kind } = resolved.sample;
  requireOption(
    kind === 'first' || kind === 'reservoir' || kind === 'all',
    owner,
    `sample.kind must be "first", "reservoir" or "all", but is "${String(kind)}".`,
  );
  requireOption(
    resolved.sample.kind === 'all' || (Number.isInteger(resolved.sample.size) && resolved.sample.size > 0),
    owner,
    `sample.size must be a whole number above 0, but is ${JSON.stringify(resolved.sample)}.`,
  );
  return resolved;
}
