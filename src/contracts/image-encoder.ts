import type { Encoder } from './encoder.js';

/**
 * Images -> embedding matrix. An input is the content of an image file (JPEG, PNG, WebP, GIF, ...), not pixels, so
 * that a decoder can shrink while it reads. An input that cannot be decoded must reject with `IMAGE_UNREADABLE`.
 */
export interface ImageEncoder extends Encoder<Uint8Array> {}
