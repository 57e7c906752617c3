import type { RgbImage } from './decode.js';
import { decodePixels, readHeader } from './decode-pixels.js';
import { oneAtATime } from './one-at-a-time.js';
import type { Span } from './resample/coefficients.js';
import type { ResampleKernel } from './resample/filters.js';
import { neededWindow, type ResampleTarget, resample } from './resample/resample.js';

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
  readonly kernel: ResampleKernel;
  /**
   * Lets the decoder reduce a picture of more than six times the target before it is resampled exactly: faster and in
   * less memory, but pixels move by 0.2 of 256 levels on average in photographs and by 0.9 in small print. @default false
   */
  readonly shrinkOnLoad?: boolean;
}

/** Pictures with more bytes than this are prepared one after another, lest a batch of them fill the memory. */
const LARGE_BYTES = 32 * 2 ** 20;
/** An axis that is this many times longer than its target is first reduced by the decoder, which is faster. */
const REDUCE_ABOVE = 6;
/** Times the target that the decoder leaves over: the exact filter still decides the result. */
const REDUCED = 4;
/** The same where a little less lets a JPEG be decoded in a fraction of the time: most telephones' 12 megapixels. */
const LEAST_REDUCED = 3.5;
/** From these reductions on the decoder reads JPEGs at 1/2, 1/4 and 1/8 of their size. */
const FAST_STEPS = [3, 5, 9];

/**
 * Encoded image -> 8-bit sRGB pixels, resized and cropped as the Python image processors do: Pillow's filters with
 * Pillow's arithmetic, the longer side rounded down, of an odd margin the larger part at the right and bottom. The
 * result is Pillow's bit for bit, except where the decoder has reduced the picture. Raises `IMAGE_UNREADABLE`.
 */
export async function resizeAndCrop(
  bytes: Uint8Array,
  { size, crop, kernel, shrinkOnLoad = false }: ResizeAndCropOptions,
): Promise<RgbImage> {
  const header = await readHeader(bytes);
  const frame = resizedFrame(header, size);
  const target: ResampleTarget = {
    ...frame,
    columns: middle(frame.width, crop?.width),
    rows: middle(frame.height, crop?.height),
  };
  const source = kernel === 'nearest' || !shrinkOnLoad ? header : reducedFrame(header, frame);
  const make = async () => {
    const picture = await decodePixels(bytes, header, source, neededWindow(source, target, kernel));
    return resample(picture, target, kernel);
  };
  const isLarge = source.width * source.height * 3 > LARGE_BYTES;
  const image = await (isLarge ? oneAtATime(make) : make());
  return crop === null ? image : centerCrop(image, crop);
}

function resizedFrame({ width, height }: FrameSize, size: ResizeAndCropOptions['size']): FrameSize {
  if (size === null) return { width, height };
  if (typeof size === 'object') return size;
  const longerSide = Math.floor((size * Math.max(width, height)) / Math.min(width, height));
  return width > height ? { width: longerSide, height: size } : { width: size, height: longerSide };
}

function reducedFrame(source: FrameSize, target: FrameSize): FrameSize {
  return {
    width: reducedLength(source.width, target.width),
    height: reducedLength(source.height, target.height),
  };
}

function reducedLength(from: number, to: number): number {
  if (from <= to * REDUCE_ABOVE) return from;
  const factor = from / (to * REDUCED);
  const step = FAST_STEPS.find((fast) => factor < fast && fast <= factor * (REDUCED / LEAST_REDUCED));
  return Math.floor(from / (step ?? factor));
}

/** The part of a line that a crop around the centre keeps. */
function middle(length: number, kept = length): Span {
  return kept >= length ? { start: 0, length } : { start: Math.floor((length - kept) / 2), length: kept };
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
