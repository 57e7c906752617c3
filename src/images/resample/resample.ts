import { type AxisWeights, axisWeights, nearestSources, type Span } from './coefficients.js';
import { FILTERS, type ResampleKernel } from './filters.js';
import { type PixelWindow, runPasses } from './passes.js';

/** A picture of which a part at least is in memory. */
export interface SourcePicture {
  /** Pixels of `window`: row-major, red, green and blue interleaved. */
  readonly data: Uint8Array;
  /** Of the whole picture. */
  readonly width: number;
  /** Of the whole picture. */
  readonly height: number;
  readonly window: PixelWindow;
}

/** The size that a picture is resized to, and the part of it that is wanted. */
export interface ResampleTarget {
  /** Pixels of the whole resized picture. */
  readonly width: number;
  /** Pixels of the whole resized picture. */
  readonly height: number;
  /** Columns that are computed. */
  readonly columns: Span;
  /** Rows that are computed. */
  readonly rows: Span;
}

type WholeSize = Pick<SourcePicture, 'width' | 'height'>;

/**
 * Resizes 8-bit pixels, first in width, then in height, with antialiasing: bit for bit what Pillow's `Image.resize`
 * gives for the same pixels, filter and order. Only the wanted part is computed.
 */
export function resample(picture: SourcePicture, target: ResampleTarget, kernel: ResampleKernel) {
  const data = kernel === 'nearest' ? takeNearest(picture, target) : interpolate(picture, target, kernel);
  return { data, width: target.columns.length, height: target.rows.length };
}

/** The part of a picture that {@link resample} reads. */
export function neededWindow(size: WholeSize, target: ResampleTarget, kernel: ResampleKernel): PixelWindow {
  if (kernel === 'nearest') return { left: 0, top: 0, width: size.width, height: size.height };
  return windowOf(target, ...bothAxes(size, target, kernel));
}

function interpolate(
  { data, window, ...size }: SourcePicture,
  target: ResampleTarget,
  kernel: Exclude<ResampleKernel, 'nearest'>,
): Uint8Array {
  const [across, down] = bothAxes(size, target, kernel);
  return runPasses({ data, ...window }, windowOf(target, across, down), across, down);
}

/** Weights of the two axes; `null` for one whose length does not change. */
function bothAxes(
  size: WholeSize,
  { width, height, columns, rows }: ResampleTarget,
  kernel: Exclude<ResampleKernel, 'nearest'>,
): [AxisWeights | null, AxisWeights | null] {
  return [
    size.width === width ? null : axisWeights(size.width, width, columns, FILTERS[kernel]),
    size.height === height ? null : axisWeights(size.height, height, rows, FILTERS[kernel]),
  ];
}

function windowOf(
  { columns, rows }: ResampleTarget,
  across: AxisWeights | null,
  down: AxisWeights | null,
): PixelWindow {
  const horizontal = sourceSpan(across, columns);
  const vertical = sourceSpan(down, rows);
  return {
    left: horizontal.start,
    top: vertical.start,
    width: horizontal.length,
    height: vertical.length,
  };
}

/** The source pixels that are read. The first and the last target pixel know them, since windows only move on. */
function sourceSpan(weights: AxisWeights | null, span: Span): Span {
  if (weights === null) return span;
  const last = span.length - 1;
  const start = weights.first[0]!;
  return { start, length: weights.first[last]! + weights.count[last]! - start };
}

function takeNearest({ data, window, ...size }: SourcePicture, target: ResampleTarget): Uint8Array {
  const across = nearestSources(size.width, target.width, target.columns);
  const down = nearestSources(size.height, target.height, target.rows);
  const taken = new Uint8Array(across.length * down.length * 3);
  let out = 0;
  for (const row of down) {
    for (const column of across) {
      const source = ((row - window.top) * window.width + column - window.left) * 3;
      taken[out++] = data[source]!;
      taken[out++] = data[source + 1]!;
      taken[out++] = data[source + 2]!;
    }
  }
  return taken;
}
