import { unreadable } from './decode-pixels.js';

/** How {@link decodeRgb} brings a picture to size. */
export interface DecodeOptions {
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  /**
   * `cover` fills the frame and crops the rest around the centre, `fill` stretches, `inside` keeps the proportions and
   * gives a picture that is at most this large (small pictures are enlarged until one side fits).
   */
  readonly fit: 'cover' | 'fill' | 'inside';
  /** Interpolation. @default `cubic` when enlarging, `lanczos3` when shrinking */
  readonly kernel?: 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3';
}

/** A picture as pixels: row-major, red, green and blue interleaved, 0 to 255 in sRGB. */
export interface RgbImage {
  /** Shape `[height, width, 3]`. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Encoded image -> 8-bit sRGB pixels of the wanted size. Applies the EXIF orientation, lays transparency on white,
 * converts CMYK, grey and 16-bit pictures, and takes the first frame of an animation. Raises `IMAGE_UNREADABLE` when
 * the bytes are not a whole, decodable image.
 */
export async function decodeRgb(bytes: Uint8Array, options: DecodeOptions): Promise<RgbImage> {
  const { default: sharp } = await import('sharp');
  const { width, height, fit, kernel } = options;
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', sequentialRead: true })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize({ width, height, fit, ...(kernel && { kernel }) })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  } catch (error) {
    throw unreadable(bytes, error);
  }
}
