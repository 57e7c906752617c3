import type { ImageEncoder } from '../contracts/index.js';
import type { Dataset } from '../dataset/types.js';
import { knownItems, looksItemsUp } from '../embedding/known-items.js';
import type { EmbeddingInput } from '../embedding/types.js';
import { collectImages, type ImageEntry, requireSomeImages } from '../images/collect-images.js';
import type { ImageOptions } from '../images/options.js';
import type { ImageSummary } from '../images/types.js';
import type { ResolvedRecommenderOptions } from '../options.js';
import type { CallOptions, ImageReference, Item } from '../types.js';
import { imageOptionsOf } from './image-options.js';

/** The pictures of items, ready to be read, and an account of those that could not be had. */
export interface ItemImages {
  /** The first pictures. */
  readonly byItem: ReadonlyMap<string, ImageEntry>;
  /** The second pictures, the third ones, and so on. */
  readonly moreByItem: readonly ReadonlyMap<string, ImageEntry>[];
  readonly summary: ImageSummary;
}

/** An item with its pictures. */
type Pictured = Pick<Item, 'itemId' | 'image' | 'moreImages'>;

/**
 * Makes the pictures of items ready, or finds the items that the encoder knows by their ids. Undefined without an image
 * encoder. Raises `STORE_UNUSABLE`, `ABORTED`, `INVALID_OPTIONS` and what loading the encoder raises; a picture that cannot be had is
 * listed in the summary.
 */
export async function collectItemImages(
  items: readonly Pictured[],
  imageEncoder: ImageEncoder | null,
  options: ImageOptions,
  call: CallOptions,
  imagesPerItem = 1,
): Promise<ItemImages | undefined> {
  if (!imageEncoder) return undefined;
  const lookup = looksItemsUp(imageEncoder) ? imageEncoder : undefined;
  await lookup?.load?.(call);
  const { entries, summary } = lookup
    ? knownItems(
        lookup,
        items.map(({ itemId }) => itemId),
      )
    : await collectImages(
        // All first pictures come before all second ones: a limit cuts off the latter.
        Array.from({ length: imagesPerItem }, (_, place) =>
          items.map((item) => pictureAt(item, place)),
        ).flat(),
        options,
        call,
      );
  const [byItem, ...moreByItem] = Array.from({ length: imagesPerItem }, (_, place) => {
    const own = new Map<string, ImageEntry>();
    items.forEach(({ itemId }, index) => {
      const entry = entries[place * items.length + index];
      if (entry) own.set(itemId, entry);
    });
    return own;
  });
  return { byItem: byItem!, moreByItem, summary };
}

/** The pictures of the items of a dataset's rows. Raises `ALL_IMAGES_FAILED`, and what {@link collectItemImages} raises. */
export async function collectRowImages(
  { rows, items }: Dataset,
  imageEncoder: ImageEncoder | null,
  options: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<ItemImages | undefined> {
  const itemIds = [...new Set(rows.map(({ itemId }) => itemId))];
  const wanted = itemIds.map((itemId) => items.get(itemId) ?? { itemId });
  const { imagesPerItem } = options;
  const images = await collectItemImages(wanted, imageEncoder, imageOptionsOf(options), call, imagesPerItem);
  if (images) requireSomeImages(images.summary);
  return images;
}

function pictureAt({ image, moreImages = [] }: Pictured, place: number): ImageReference | undefined {
  return place === 0 ? image : moreImages[place - 1];
}

/** Name of the modality of the pictures at a place, counted from 0: `image`, `image 2`, ... */
export function imageModality(place: number): string {
  return place === 0 ? 'image' : `image ${place + 1}`;
}

/** The picture of an item as an input of the embedding stage; undefined where there is none. */
export function pictureInput(entry: ImageEntry | undefined): EmbeddingInput<Uint8Array> | undefined {
  return entry && { key: entry.hash, length: entry.bytes, read: () => entry.read() };
}
