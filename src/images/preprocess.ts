import { RecommenderError } from '../errors.js';
import { type DecodeOptions, decodeRgb, type RgbImage } from './decode.js';

/** A frame in pixels. */
export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** How a picture is brought to the frame that a vision model expects. */
export interface ResizeAndCropOptions {
  /** A number is the length of the shorter side, proportions kept; a frame is filled by stretching; `null` keeps the size. */
  readonly size: number | FrameSize | null;
  /** Cut around the centre; where the picture is smaller, black is added. `null` keeps everything. */
  readonly crop: FrameSize | null;
  readonly kernel: NonNullable<DecodeOptions['kernel']>;
}

/**
 * Encoded image -> 8-bit sRGB pixels, resized and cropped with the roundings of the Python image processors (the
 * longer side is rounded down, an odd margin leaves the larger part at the right and bottom). Raises
 * `IMAGE_UNREADABLE`.
 */
export async function resizeAndCrop(bytes: Uint8Array, options: ResizeAndCropOptions): Promise<RgbImage> {
  const { size, crop, kernel } = options;
  const frame = typeof size === 'object' && size !== null ? size : scaledFrame(await readSize(bytes), size);
  const image = await decodeRgb(bytes, { ...frame, fit: 'fill', kernel });
  return crop === null ? image : centerCrop(image, crop);
}

function scaledFrame({ width, height }: FrameSize, shorterSide: number | null): FrameSize {
  if (shorterSide === null) return { width, height };
  const longerSide = Math.floor((shorterSide * Math.max(width, height)) / Math.min(width, height));
  return width > height
    ? { width: longerSide, height: shorterSide }
    : { width: shorterSide, height: longerSide };
}

/** Cuts or pads around the centre. */
export function centerCrop(image: RgbImage, crop: FrameSize): RgbImage {
  if (image.width === crop.width && image.height === crop.height) return image;
  const left = Math.floor((image.width - crop.width) / 2);
  const top = Math.floor((image.height - crop.height) / 2);
  const from = Math.max(0, left);
  const to = Math.min(image.width, left + crop.width);
  const data = new Uint8Array(crop.width * crop.height * 3);
  for (let y = Math.max(0, -top); y < crop.height && y + top < image.height; y++) {
    const source = (y + top) * image.width;
    const target = (y * crop.width + from - left) * 3;
    data.set(image.data.subarray((source + from) * 3, (source + to) * 3), target);
  }
  return { data, ...crop };
}

/** Width and height after the EXIF orientation, from the header alone. */
async function readSize(bytes: Uint8Array): Promise<FrameSize> {
  const { default: sharp } = await import('sharp');
  try {
    return (await sharp(bytes).metadata()).autoOrient;
  } catch (error) {
    throw new RecommenderError(
      'IMAGE_UNREADABLE',
      `Expected the bytes of an image file, but its size could not be read from ${bytes.length} bytes (${error instanceof Error ? error.message : String(error)}). Replace the file or leave the image out.`,
      { cause: error, data: { reason: 'NOT_AN_IMAGE', bytes: bytes.length } },
    );
  }
}
