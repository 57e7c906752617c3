import type { Metadata } from 'sharp';
import { ImageProblem } from './image-problem.js';

/** Pictures made of pixels. Drawings (SVG, PDF) are refused: a catalogue has none, and rendering strangers' code is a risk. */
const PIXEL_FORMATS = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']);

/** First bytes of JPEG, PNG, GIF and WebP: what begins so but has no readable header was such a file once. */
const SIGNATURES = /^(\xff\xd8\xff|\x89PNG|GIF8|RIFF....WEBP)/s;

/** A strip longer than this is no product picture, and scaling its short side up to a model's input would eat the memory. */
const MAX_PROPORTION = 100;

/** What an image must keep to. */
export interface ImageLimits {
  readonly maxBytes: number;
  readonly maxPixels: number;
}

/**
 * Decodes the whole image (its first frame) and throws the pixels away. Raises an {@link ImageProblem} with
 * `TOO_LARGE`, `NOT_AN_IMAGE` (no known format), `EXTREME_PROPORTIONS`, `TOO_MANY_PIXELS` or `TRUNCATED` (a known format, cut short or
 * damaged). Returns width times height.
 */
export async function verifyImage(bytes: Uint8Array, limits: ImageLimits): Promise<number> {
  const pixels = await verifyHeader(bytes, limits);
  const { default: sharp } = await import('sharp');
  try {
    // Sequential reading and a tiny result keep memory flat; every scan line is still read, so cut files are found.
    await sharp(bytes, { failOn: 'error', limitInputPixels: limits.maxPixels, sequentialRead: true })
      .resize(1, 1, { fit: 'fill' })
      .raw()
      .toBuffer();
  } catch (error) {
    // The decoder's own words are the cause only: it shares them between threads, so that they differ from run to run.
    throw new ImageProblem('TRUNCATED', 'the image is cut short or damaged', { cause: error });
  }
  return pixels;
}

/**
 * The part of {@link verifyImage} that reads the header only: enough where the image is decoded right afterwards, which tells
 * whether it is whole.
 */
export async function verifyHeader(bytes: Uint8Array, limits: ImageLimits): Promise<number> {
  checkBytes(bytes.length, limits.maxBytes);
  const { default: sharp } = await import('sharp');
  const header = await readHeader(bytes, sharp);
  checkProportions(header);
  const pixels = pixelCount(header);
  checkPixels(pixels, limits.maxPixels);
  return pixels;
}

/** Raises `TOO_LARGE`. */
export function checkBytes(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes)
    throw new ImageProblem('TOO_LARGE', `${bytes} bytes or more, maxBytes is ${maxBytes}`);
}

/** Raises `TOO_MANY_PIXELS`. */
export function checkPixels(pixels: number, maxPixels: number): void {
  if (pixels > maxPixels) {
    throw new ImageProblem('TOO_MANY_PIXELS', `${pixels} pixels, maxPixels is ${maxPixels}`);
  }
}

async function readHeader(bytes: Uint8Array, sharp: typeof import('sharp').default): Promise<Metadata> {
  let header: Metadata;
  try {
    header = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    const reason = SIGNATURES.test(Buffer.from(bytes.subarray(0, 12)).toString('latin1'))
      ? 'TRUNCATED'
      : 'NOT_AN_IMAGE';
    throw new ImageProblem(reason, `${bytes.length} bytes ${describeStart(bytes)}`, { cause: error });
  }
  if (!PIXEL_FORMATS.has(header.format)) {
    throw new ImageProblem('NOT_AN_IMAGE', `${header.format} is not a picture format that is accepted`);
  }
  return header;
}

function checkProportions({ width, height, pageHeight }: Metadata): void {
  const sides = [width, pageHeight ?? height];
  if (Math.max(...sides) <= MAX_PROPORTION * Math.min(...sides)) return;
  throw new ImageProblem(
    'EXTREME_PROPORTIONS',
    `${sides.join(' x ')} pixels, one side is more than ${MAX_PROPORTION} times the other`,
  );
}

function pixelCount({ width, height, pageHeight }: Metadata): number {
  return width * (pageHeight ?? height);
}

/** The first characters tell an HTML page or a JSON error from a broken picture. */
function describeStart(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 24))
    .toString('latin1')
    .replace(/[^ -~]/g, '.');
  return bytes.length === 0 ? '(empty)' : `that begin with "${start}"`;
}
