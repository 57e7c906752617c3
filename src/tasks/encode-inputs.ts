import type { ImageEncoder, TextEncoder } from '../contracts/index.js';
import { cleanText } from '../dataset/clean-text.js';
import { embedColumn } from '../embedding/embed-column.js';
import { textInput } from '../embedding/inputs.js';
import { itemInput, looksItemsUp } from '../embedding/known-items.js';
import type { EmbeddingInput } from '../embedding/types.js';
import { openHeaderLoader } from '../images/load-image.js';
import type { ImageOptions } from '../images/options.js';
import type { CallOptions, ImageReference, ModalityColumn } from '../types.js';
import { sha256 } from '../util/hash.js';

/** A picture to be encoded, or the item that an encoder looks up in place of one. */
export interface PictureInput {
  readonly image?: ImageReference;
  readonly itemId?: string;
}

/** Cleans and encodes texts; absent where there is none. The encoder is loaded. */
export function encodeTexts(
  name: string,
  encoder: TextEncoder,
  texts: readonly (string | undefined)[],
  call: CallOptions,
): Promise<ModalityColumn> {
  const cleaned = texts.map((text) => (text === undefined ? '' : cleanText(text)));
  const inputs = cleaned.map((text) => (text ? textInput(text) : undefined));
  return embedColumn({ name, encoder, inputs }, call);
}

/**
 * Encodes pictures; absent where there is none. They are read only when their batch comes, so that many of them are
 * never in memory at once. The encoder is loaded. Raises `IMAGE_UNREADABLE`.
 */
export async function encodePictures(
  encoder: ImageEncoder,
  pictures: readonly PictureInput[],
  images: ImageOptions,
  call: CallOptions,
): Promise<ModalityColumn> {
  const name = 'image';
  if (looksItemsUp(encoder)) {
    const inputs = pictures.map(({ itemId }) =>
      itemId === undefined ? undefined : itemInput(encoder, itemId),
    );
    return embedColumn({ name, encoder, inputs }, call);
  }
  // The encoder decodes them, and refuses those that are cut short.
  const loader = openHeaderLoader(images, call);
  const inputs = pictures.map(({ image }): EmbeddingInput<Uint8Array> | undefined => {
    if (image === undefined) return undefined;
    const key = typeof image === 'string' ? image : sha256(image);
    return { key, length: 0, read: () => loader.load(image) };
  });
  try {
    return await embedColumn({ name, encoder, inputs }, call);
  } finally {
    await loader.close();
  }
}
