import type { DataSource } from '../../contracts/index.js';
import { buildDataset } from '../../dataset/build-dataset.js';
import { splitDataset } from '../../dataset/split.js';
import type { Dataset, DatasetRow } from '../../dataset/types.js';
import { Vocabulary } from '../../dataset/vocabulary.js';
import { fingerprintsOf, type Modality } from '../../embedding/modality.js';
import { guardAgainstLeaks } from '../../evaluation/leak-guard.js';
import { requireSomeImages } from '../../images/collect-images.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, ModalityColumn, SplitIndices } from '../../types.js';
import { imageOptionsOf } from '../image-options.js';
import { collectItemImages } from '../item-images.js';
import { withEmbeddingStore } from '../with-embedding-store.js';
import { embedCatalogue } from './embed-catalogue.js';
import { fitPreferenceRatings } from './fit-ratings.js';
import { itemText } from './item-text.js';
import { likedAndSeen } from './likes.js';
import { oncePerPair } from './once-per-pair.js';
import { openRecommendations } from './open-recommendations.js';
import { PreferenceModel } from './preference-model.js';
import type { RankerSupply } from './ranker-supply.js';
import { reviewInput } from './review-input.js';
import { reviewMeans } from './review-means.js';

/**
 * "How would this person rate it, and what should they be shown?": from the source to a rating model that has not read the
 * reviews it is asked about, and a ranker over the catalogue.
 */
export async function fitPreferenceTask(
  source: DataSource,
  options: ResolvedRecommenderOptions,
  rankers: RankerSupply,
  call: CallOptions,
): Promise<PreferenceModel> {
  const { scale, seed, preference, textEncoder, imageEncoder } = options;
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
  const textOf = preference.itemText ?? itemText;
  const visible = visibleReviews(dataset, indices, preference.reviews && textEncoder !== null);
  const leaks = guardAgainstLeaks(
    {
      rows,
      indices,
      splitKind: split.kind,
      items: dataset.items,
      inputs: [
        { name: 'item text', textOf: ({ itemId }) => textOf(dataset.items.get(itemId)!) },
        reviewInput(rows, visible),
      ],
    },
    { allow: preference.allowLeaks },
  );

  const items = [...dataset.items.values()];
  const itemNumbers = new Map(items.map(({ itemId }, number) => [itemId, number]));
  const itemRows = Int32Array.from(rows, ({ itemId }) => itemNumbers.get(itemId)!);
  const imageOptions = { limit: Number.POSITIVE_INFINITY, ...imageOptionsOf(options) };
  const images = await collectItemImages(items, imageEncoder, imageOptions, call);
  if (images) requireSomeImages(images.summary);
  const vectors = await withEmbeddingStore(options, (store) =>
    embedCatalogue(
      {
        items,
        texts: items.map(textOf),
        images,
        reviews: visible,
        ratings: Float32Array.from(rows, ({ rating }) => rating),
        itemRatings: meanRatings(rows, itemRows, indices.train, items.length),
        store,
      },
      { textEncoder, imageEncoder, seed },
      call,
    ),
  );
  const users = new Vocabulary(rows.map(({ userId }) => userId));
  const reviews =
    vectors.reviews && preference.reviews
      ? reviewMeans(
          vectors.reviews,
          rows.map(({ userId }, row) => ({ user: users.indexOf(userId), item: itemRows[row]! })),
          items.length,
        )
      : undefined;
  const ofItems = [vectors.content, reviews?.ofItems, vectors.image].filter(isPresent);
  const rating = await fitPreferenceRatings(
    { dataset, indices, itemRows, ofItems, ofOthers: reviews?.ofOthers },
    options,
    call,
  );
  const { liked, seen } = likedAndSeen(rows, users, itemNumbers, preference.likedFrom);
  await options.ranker.fit({ interactions: liked, modalities: ofItems, seed, ...call });
  const recommendations = await openRecommendations(
    { items, columns: ofItems, userIds: users.ids, liked, seen, ranker: options.ranker },
    options,
  );
  const { fusion, head } = options;
  const modalities = preferenceModalities(options);
  return new PreferenceModel({
    saved: {
      task: 'preference',
      scale,
      seed,
      modalities,
      fusion,
      head,
      ...(rating && { model: rating.model }),
      inputs: rating?.inputs ?? [],
    },
    fingerprints: fingerprintsOf(modalities),
    recommendations,
    users: rating?.users ?? new Vocabulary(),
    options,
    rankers,
    run: { dataset, indices, split, images: images?.summary, leaks, ofItems, itemNumbers, users, rating },
  });
}

/** The encoders of the preference task: item texts (and reviews, by the same encoder) and pictures. */
export function preferenceModalities({
  textEncoder,
  imageEncoder,
}: Pick<ResolvedRecommenderOptions, 'textEncoder' | 'imageEncoder'>): Modality[] {
  return [
    ...(textEncoder ? [{ name: 'content' as const, encoder: textEncoder }] : []),
    ...(imageEncoder ? [{ name: 'image' as const, encoder: imageEncoder }] : []),
  ];
}

/** Only reviews of training rows may be read: the others are what is to be predicted. */
function visibleReviews({ rows }: Dataset, { train }: SplitIndices, wanted: boolean): (string | undefined)[] {
  const visible: (string | undefined)[] = new Array(rows.length).fill(undefined);
  if (wanted) for (const row of train) visible[row] = rows[row]!.text;
  return visible;
}

function meanRatings(
  rows: readonly DatasetRow[],
  itemRows: Int32Array,
  train: Int32Array,
  items: number,
): Float32Array {
  const sums = new Float64Array(items);
  const counts = new Float64Array(items);
  for (const row of train) {
    sums[itemRows[row]!]! += rows[row]!.rating;
    counts[itemRows[row]!]! += 1;
  }
  return Float32Array.from(sums, (sum, item) => sum / counts[item]!);
}

function isPresent(column: ModalityColumn | undefined): column is ModalityColumn {
  return column !== undefined;
}
