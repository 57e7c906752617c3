import type { Vocabulary } from '../../dataset/vocabulary.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { CallOptions, ModalityColumn } from '../../types.js';
import type { ItemImages } from '../item-images.js';
import { withEmbeddingStore } from '../with-embedding-store.js';
import { embedCatalogue } from './embed-catalogue.js';
import type { PreparedPreference } from './prepare.js';
import { reviewMeans } from './review-means.js';

/** Everything that is known of items, as vectors. */
export interface ItemColumns {
  /** One row per item: `content`, `reviews` and `image`, those that there are. */
  readonly ofItems: readonly ModalityColumn[];
  /** One row per interaction: the `reviews` of its item that other people wrote. */
  readonly ofOthers: ModalityColumn | undefined;
}

/** Encodes items, reviews and pictures, and averages the reviews. */
export async function itemColumns(
  { dataset: { rows }, indices, items, texts, itemRows, reviews }: PreparedPreference,
  images: ItemImages | undefined,
  users: Vocabulary,
  options: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<ItemColumns> {
  const ratings = Float32Array.from(rows, ({ rating }) => rating);
  const vectors = await withEmbeddingStore(options, (store) =>
    embedCatalogue(
      {
        items,
        texts,
        images,
        reviews,
        ratings,
        itemRatings: meanRatings(ratings, itemRows, indices.train, items.length),
        store,
      },
      options,
      call,
    ),
  );
  const means =
    vectors.reviews && options.preference.reviews
      ? reviewMeans(
          vectors.reviews,
          rows.map(({ userId }, row) => ({ user: users.indexOf(userId), item: itemRows[row]! })),
          items.length,
        )
      : undefined;
  return {
    ofItems: [vectors.content, means?.ofItems, vectors.image].filter((column) => column !== undefined),
    ofOthers: means?.ofOthers,
  };
}

/** Mean training rating of every item, NaN without one. */
function meanRatings(
  ratings: Float32Array,
  itemRows: Int32Array,
  train: Int32Array,
  items: number,
): Float32Array {
  const sums = new Float64Array(items);
  const counts = new Float64Array(items);
  for (const row of train) {
    sums[itemRows[row]!]! += ratings[row]!;
    counts[itemRows[row]!]! += 1;
  }
  return Float32Array.from(sums, (sum, item) => sum / counts[item]!);
}
