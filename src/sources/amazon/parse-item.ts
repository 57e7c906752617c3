import type { Item } from '../../types.js';
import { toId, toPrice, toText, toTexts, withoutUndefined } from '../fields.js';
import type { ResolveImage } from '../image-reference.js';
import type { RecordFormat } from '../jsonl/read-records.js';
import { pickImages } from './pick-image.js';

/**
 * Metadata of 2023, and of 2018 and before (`feature`, `category`, `imageURLHighRes`, `imUrl`). Aggregates over
 * ratings (`average_rating`, `rating_number`) are not read: they contain the ratings that are to be predicted.
 *
 * Of items that are not `wanted` only the id is read, which spares most of the work where few of many are.
 */
export function itemFormat(
  resolveImage: ResolveImage,
  imagesPerItem: number,
  wanted?: ReadonlySet<string>,
): RecordFormat<Item> {
  return {
    known: ['asin', 'parent_asin'],
    parse(metadata, skip) {
      const itemId = toId(metadata.parent_asin) ?? toId(metadata.asin);
      if (itemId === undefined)
        return skip('MISSING_ITEM_ID', 'neither "parent_asin" nor "asin"') as undefined;
      if (wanted !== undefined && !wanted.has(itemId)) return { itemId };
      const [image, ...moreImages] = pickImages(metadata, imagesPerItem).flatMap((address) => {
        const resolved = resolveImage(address);
        if (resolved !== undefined) return [resolved];
        skip('LOCAL_IMAGE_IN_REMOTE_METADATA', `${itemId}: ${address.slice(0, 200)}`, 'image');
        return [];
      });
      const description = toTexts(metadata.description).join('\n');
      const features = toTexts(metadata.features ?? metadata.feature);
      const categories = toTexts(metadata.categories ?? metadata.category);
      return withoutUndefined({
        itemId,
        title: toText(metadata.title),
        description: description === '' ? undefined : description,
        features: features.length === 0 ? undefined : features,
        categories: categories.length === 0 ? undefined : categories,
        price: toPrice(metadata.price),
        image,
        moreImages: moreImages.length === 0 ? undefined : moreImages,
      });
    },
  };
}
