import { toText, toTexts } from '../fields.js';
import { isRecord, type JsonRecord } from '../jsonl/parse-json.js';

const SIZES = ['hi_res', 'large', 'thumb'] as const;

/**
 * The best addresses of the first images that have any, at most `most`: hi_res, else large, else thumb. Knows the list of images and the
 * struct of lists of 2023, the lists of addresses of 2018 and the single address of 2014.
 */
export function pickImages(metadata: JsonRecord, most: number): string[] {
  const { images, imageURLHighRes, imageURL, image, imUrl } = metadata;
  let found: string[] = [];
  if (Array.isArray(images)) found = images.flatMap((one) => (isRecord(one) ? bestSize(one) : toTexts(one)));
  else if (isRecord(images)) found = fromLists(images);
  if (found.length === 0) {
    const lists = [imageURLHighRes, imageURL, image, imUrl].map(toTexts);
    found = lists.find((list) => list.length > 0) ?? [];
  }
  return [...new Set(found)].slice(0, most);
}

function bestSize(image: JsonRecord): string[] {
  const addresses = SIZES.map((size) => toText(image[size]));
  return addresses.filter((address) => address !== undefined).slice(0, 1);
}

/** `{ hi_res: [a, b], large: [c, d], thumb: [e, f] }`: the first image is a, else c, else e. */
function fromLists(images: JsonRecord): string[] {
  const lists = SIZES.map((size) => {
    const list = images[size];
    return Array.isArray(list) ? list : [list];
  });
  const count = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const addresses = lists.map((list) => toText(list[index]));
    return addresses.filter((address) => address !== undefined).slice(0, 1);
  });
}
