import type { DataSource } from '../../contracts/index.js';
import { buildDataset } from '../../dataset/build-dataset.js';
import { splitDataset } from '../../dataset/split.js';
import type { Dataset, SplitSummary } from '../../dataset/types.js';
import { guardAgainstLeaks, type LeakFinding } from '../../evaluation/leak-guard.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, Item, SplitIndices } from '../../types.js';
import { itemText } from './item-text.js';
import { oncePerPair } from './once-per-pair.js';
import { reviewInput } from './review-input.js';

/** Interactions and items of the preference task, split, and found to give nothing away. */
export interface PreparedPreference {
  readonly dataset: Dataset;
  readonly indices: SplitIndices;
  readonly split: SplitSummary;
  /** Leaks that were found and allowed. */
  readonly leaks: readonly LeakFinding[];
  readonly items: readonly Item[];
  /** Text of every item, empty for none. */
  readonly texts: readonly string[];
  readonly itemNumbers: ReadonlyMap<string, number>;
  /** Number of the item of every row. */
  readonly itemRows: Int32Array;
  /** Review text of every row; undefined where it must not be seen. */
  readonly reviews: readonly (string | undefined)[];
}

/** Reads, cleans and splits, and refuses with `LEAK` what would make figures better than the truth. */
export async function preparePreference(
  source: DataSource,
  options: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<PreparedPreference> {
  const { scale, seed, preference, textEncoder } = options;
  const read = await buildDataset(
    source,
    {
      sample: { kind: 'all' },
      ...options.dataset,
      scale,
      seed,
      keepBareItems: true,
      requireRatings: preference.predictRatings,
    },
    call,
  );
  const dataset = oncePerPair(read, Date.now(), preference.predictRatings);
  const { rows } = dataset;
  const { indices, summary: split } = splitDataset(rows, { kind: 'global-temporal', ...options.split, seed });
  const items = [...dataset.items.values()];
  const itemNumbers = new Map(items.map(({ itemId }, number) => [itemId, number]));
  const itemRows = Int32Array.from(rows, ({ itemId }) => itemNumbers.get(itemId)!);
  const texts = items.map(preference.itemText ?? itemText);
  const reviews = visibleReviews(dataset, indices, preference.reviews && textEncoder !== null);
  const leaks = guardAgainstLeaks(
    {
      rows,
      indices,
      splitKind: split.kind,
      items: dataset.items,
      inputs: [
        { name: 'item text', textOf: (_row, index) => texts[itemRows[index]!] },
        reviewInput(rows, reviews),
      ],
    },
    { allow: preference.allowLeaks },
  );
  return { dataset, indices, split, leaks, items, texts, itemNumbers, itemRows, reviews };
}

/** Only reviews of training rows may be read: the others are what is to be predicted. */
function visibleReviews({ rows }: Dataset, { train }: SplitIndices, wanted: boolean): (string | undefined)[] {
  const visible: (string | undefined)[] = new Array(rows.length).fill(undefined);
  if (wanted) for (const row of train) visible[row] = rows[row]!.text;
  return visible;
}
