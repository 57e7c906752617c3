import type { Sharp, SharpOptions } from 'sharp';
import { RecommenderError } from '../errors.js';
import { isSrgbProfile } from './icc-profile.js';
import type { PixelWindow } from './resample/passes.js';
import type { SourcePicture } from './resample/resample.js';

/** What the header tells. */
export interface PictureHeader {
  /** Pixels, after the EXIF orientation. */
  readonly width: number;
  /** Pixels, after the EXIF orientation. */
  readonly height: number;
  /** Is the embedded profile, if any, to be passed over because it says nothing new? */
  readonly ignoreIcc: boolean;
}

/** Pictures of more bytes than this (8-bit, three channels) are not held in memory whole where a part is enough. */
const MAX_WHOLE_BYTES = 64 * 2 ** 20;

/** Reads the header alone. Raises `IMAGE_UNREADABLE`. */
export async function readHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const { default: sharp } = await import('sharp');
  try {
    const { autoOrient, icc } = await sharp(bytes).metadata();
    return { ...autoOrient, ignoreIcc: icc !== undefined && isSrgbProfile(icc) };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

/**
 * Encoded image -> 8-bit sRGB pixels, at its own size or reduced to `width` x `height`. Applies the EXIF orientation,
 * lays transparency on white, converts embedded profiles, CMYK, grey and 16-bit pictures to sRGB, and takes the first
 * frame of an animation. Only `needed` is kept of what is too large to be held whole. Every line is read, so that
 * files that are cut short raise `IMAGE_UNREADABLE`.
 */
export async function decodePixels(
  bytes: Uint8Array,
  header: PictureHeader,
  { width, height }: { readonly width: number; readonly height: number },
  needed: PixelWindow,
): Promise<SourcePicture> {
  const { default: sharp } = await import('sharp');
  const open = () => toUprightRgb(sharp(bytes, readOptions(header)));
  const isWhole = width * height * 3 <= MAX_WHOLE_BYTES;
  const isReduced = width !== header.width || height !== header.height;
  const window = isWhole ? { left: 0, top: 0, width, height } : needed;
  try {
    const picture = open();
    // A cubic filter blurs least: what is left to the exact resampling decides the result.
    if (isReduced) picture.resize({ width, height, fit: 'fill', kernel: 'cubic' });
    if (!isWhole) picture.extract(window);
    const [data] = await Promise.all([
      picture.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer(),
      // What lies outside of the window is not read otherwise.
      isWhole ? null : open().resize(1, 1, { fit: 'fill' }).raw().toBuffer(),
    ]);
    return { data, width, height, window };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

/** Options for a sharp instance that reads a picture to its end, or fails. */
function readOptions({ ignoreIcc }: PictureHeader): SharpOptions {
  return { failOn: 'error', sequentialRead: true, ignoreIcc };
}

/** Turned upright, with transparency laid on white. */
export function toUprightRgb(picture: Sharp): Sharp {
  return picture.autoOrient().flatten({ background: '#ffffff' });
}

/** An `IMAGE_UNREADABLE` error. */
export function unreadable(bytes: Uint8Array, error: unknown): RecommenderError {
  return new RecommenderError(
    'IMAGE_UNREADABLE',
    `Expected the bytes of a whole JPEG, PNG, WebP, GIF, TIFF or AVIF file, but ${bytes.length} bytes could not be ` +
      `decoded (${error instanceof Error ? error.message : String(error)}). Replace the file or leave the image out.`,
    { cause: error, data: { reason: 'NOT_AN_IMAGE', bytes: bytes.length } },
  );
}
