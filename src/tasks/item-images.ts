import type { ImageEncoder } from '../contracts/index.js';
import { knownItems, looksItemsUp } from '../embedding/known-items.js';
import type { EmbeddingInput } from '../embedding/types.js';
import { collectImages, type ImageEntry } from '../images/collect-images.js';
import type { ImageOptions } from '../images/options.js';
import type { ImageSummary } from '../images/types.js';
import type { CallOptions, ImageReference } from '../types.js';

/** The pictures of items, ready to be read, and an account of those that could not be had. */
export interface ItemImages {
  readonly byItem: ReadonlyMap<string, ImageEntry>;
  readonly summary: ImageSummary;
}

/**
 * Makes the pictures of items ready, or finds the items that the encoder knows by their ids. Undefined without an image
 * encoder. Raises `STORE_UNUSABLE`, `ABORTED`, `INVALID_OPTIONS` and what loading the encoder raises; a picture that cannot be had is
 * listed in the summary.
 */
export async function collectItemImages(
  items: readonly { readonly itemId: string; readonly image?: ImageReference }[],
  imageEncoder: ImageEncoder | null,
  options: ImageOptions,
  call: CallOptions,
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
        items.map(({ image }) => image),
        options,
        call,
      );
  const byItem = new Map<string, ImageEntry>();
  entries.forEach((entry, index) => {
    if (entry) byItem.set(items[index]!.itemId, entry);
  });
  return { byItem, summary };
}

/** The picture of an item as an input of the embedding stage; undefined where there is none. */
export function pictureInput(entry: ImageEntry | undefined): EmbeddingInput<Uint8Array> | undefined {
  return entry && { key: entry.hash, length: entry.bytes, read: () => entry.read() };
}
