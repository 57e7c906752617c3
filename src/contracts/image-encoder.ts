import type { Encoder } from './encoder.js';

/**
 * Images -> embedding matrix. An input is the content of an image file (JPEG, PNG, WebP, GIF, ...), not pixels, so
 * that a decoder can shrink while it reads. An input that cannot be decoded must reject with `IMAGE_UNREADABLE`.
 */
export interface ImageEncoder extends Encoder<Uint8Array> {
  /**
   * Set by an encoder that looks items up instead of reading pictures: does it know this one? Nothing is downloaded for
   * such an encoder. Its inputs are item ids in UTF-8, and an item that it does not know counts as one without a
   * picture. Raises `NOT_FITTED` before `load`.
   */
  readonly knowsItem?: (itemId: string) => boolean;
}
