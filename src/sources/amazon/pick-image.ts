import { toText, toTexts } from '../fields.js';
import { isRecord, type JsonRecord } from '../jsonl/parse-json.js';

const SIZES = ['hi_res', 'large', 'thumb'] as const;

/**
 * The best address of the first image that has any: hi_res, else large, else thumb. Knows the list of images and the
 * struct of lists of 2023, the lists of addresses of 2018 and the single address of 2014.
 */
export function pickImage(metadata: JsonRecord): string | undefined {
  const { images } = metadata;
  if (Array.isArray(images)) {
    for (const image of images) {
      const address = isRecord(image) ? bestSize(image) : toText(image);
      if (address !== undefined) return address;
    }
  } else if (isRecord(images)) {
    const address = fromLists(images);
    if (address !== undefined) return address;
  }
  const { imageURLHighRes, imageURL, image, imUrl } = metadata;
  return [imageURLHighRes, imageURL, image, imUrl].flatMap(toTexts)[0];
}

function bestSize(image: JsonRecord): string | undefined {
  for (const size of SIZES) {
    const address = toText(image[size]);
    if (address !== undefined) return address;
  }
  return undefined;
}

/** `{ hi_res: [a, b], large: [c, d], thumb: [e, f] }`: the first image is a, else c, else e. */
function fromLists(images: JsonRecord): string | undefined {
  const lists = SIZES.map((size) => {
    const list = images[size];
    return Array.isArray(list) ? list : [list];
  });
  const count = Math.max(...lists.map((list) => list.length));
  for (let index = 0; index < count; index++) {
    for (const list of lists) {
      const address = toText(list[index]);
      if (address !== undefined) return address;
    }
  }
  return undefined;
}
