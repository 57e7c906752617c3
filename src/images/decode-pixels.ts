import type { Metadata, Sharp } from 'sharp';
import { RecommenderError } from '../errors.js';
import { inkToRgb, layOnWhite } from './four-channels.js';
import { isSrgbProfile } from './icc-profile.js';
import type { PixelWindow } from './resample/passes.js';
import type { SourcePicture } from './resample/resample.js';

/** What the header tells. */
export interface PictureHeader {
  /** Pixels, after the EXIF orientation. */
  readonly width: number;
  /** Pixels, after the EXIF orientation. */
  readonly height: number;
  readonly colours: ColourRoute;
  readonly hasAlpha: boolean;
}

/**
 * The way to sRGB. `plain`: there is no profile, or one that says nothing new. `profile`: the embedded one is applied.
 * `wide-profile`: the same for 16 bits, which the decoder turns into Display P3 first. `ink`: CMYK without a profile.
 */
type ColourRoute = 'plain' | 'profile' | 'wide-profile' | 'ink';

/** Of pictures with more bytes than this (8-bit, three channels) only the columns that are needed are kept. */
const MAX_WHOLE_BYTES = 32 * 2 ** 20;
/** If those have more bytes than this, only the rows that are needed, too. */
const MAX_COLUMN_BYTES = 128 * 2 ** 20;

/** Reads the header alone. Raises `IMAGE_UNREADABLE`. */
export async function readHeader(bytes: Uint8Array): Promise<PictureHeader> {
  const { default: sharp } = await import('sharp');
  try {
    const metadata = await sharp(bytes).metadata();
    const { autoOrient, hasAlpha } = metadata;
    return { ...autoOrient, hasAlpha, colours: chooseRoute(metadata) };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

function chooseRoute({ icc, space }: Metadata): ColourRoute {
  if (icc === undefined) return space === 'cmyk' ? 'ink' : 'plain';
  if (isSrgbProfile(icc)) return 'plain';
  return space === 'rgb16' ? 'wide-profile' : 'profile';
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
  const ignoreIcc = header.colours === 'plain';
  const open = () => sharp(bytes, { failOn: 'error', sequentialRead: true, ignoreIcc }).autoOrient();
  const window = windowToKeep({ width, height }, needed);
  try {
    const picture = toColours(open(), header);
    if (width !== header.width || height !== header.height) {
      // Of the decoder's filters the cubic one blurs least: what is left to the exact resampling decides the result.
      picture.resize({ width, height, fit: 'fill', kernel: 'cubic' });
    }
    if (window.width < width || window.height < height) picture.extract(window);
    const [data] = await Promise.all([
      picture.raw({ depth: 'uchar' }).toBuffer(),
      // Rows outside of the window are not read otherwise.
      window.height < height && open().resize(1, 1, { fit: 'fill' }).raw().toBuffer(),
    ]);
    return { data: toRgb(data, header), width, height, window };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}

function windowToKeep(
  { width, height }: { readonly width: number; readonly height: number },
  needed: PixelWindow,
): PixelWindow {
  if (width * height * 3 <= MAX_WHOLE_BYTES) return { left: 0, top: 0, width, height };
  if (needed.width * height * 3 <= MAX_COLUMN_BYTES) return { ...needed, top: 0, height };
  return needed;
}

/** Three channels, or four where what is to be done with them is done here. */
function toColours(picture: Sharp, { colours, hasAlpha }: PictureHeader): Sharp {
  if (colours === 'ink') return picture.removeAlpha().pipelineColourspace('cmyk').toColourspace('cmyk');
  picture.toColourspace('srgb');
  if (hasAlpha) picture.ensureAlpha();
  return colours === 'wide-profile' ? picture.withIccProfile('srgb') : picture;
}

function toRgb(data: Uint8Array, { colours, hasAlpha }: PictureHeader): Uint8Array {
  if (colours === 'ink') return inkToRgb(data);
  // The decoder's own flattening rounds down, which is a grey level off in every soft shadow.
  return hasAlpha ? layOnWhite(data) : data;
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
