import type { ResampleFilter } from './filters.js';

/** Bits behind the point of a weight: a sum of 8-bit pixels times weights, with its overshoot, just fits in 32 bits. */
export const PRECISION_BITS = 32 - 8 - 2;

/** Part of a line of target pixels. */
export interface Span {
  /** First target pixel. */
  readonly start: number;
  /** How many. */
  readonly length: number;
}

/** Which source pixels make each target pixel of one axis, and with what weights. */
export interface AxisWeights {
  /** First source pixel of each target pixel. */
  readonly first: Int32Array;
  /** Number of source pixels of each target pixel. */
  readonly count: Int32Array;
  /** Fixed-point weights, `taps` places per target pixel; their sum is about `2 ** PRECISION_BITS`. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/**
 * Weights along one axis, for the target pixels of `span` alone. Positions, normalisation and rounding are those of
 * Pillow's `Image.resize` on 8-bit pictures, so that the same pixels give the same result: the filter is widened by
 * the scale when shrinking (antialiasing), cut at the borders and normalised to sum 1.
 */
export function axisWeights(
  sourceLength: number,
  targetLength: number,
  span: Span,
  filter: ResampleFilter,
): AxisWeights {
  const scale = sourceLength / targetLength;
  const stretch = Math.max(scale, 1);
  const support = filter.support * stretch;
  const taps = Math.ceil(support) * 2 + 1;
  const first = new Int32Array(span.length);
  const count = new Int32Array(span.length);
  const weights = new Int32Array(span.length * taps);
  const exact = new Float64Array(taps);
  for (let index = 0; index < span.length; index++) {
    const center = (span.start + index + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(sourceLength, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let source = from; source < to; source++) {
      const weight = filter.weight((source - center + 0.5) * (1 / stretch));
      exact[source - from] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < to - from; tap++) {
      weights[index * taps + tap] = toFixedPoint(sum === 0 ? exact[tap]! : exact[tap]! / sum);
    }
    first[index] = from;
    count[index] = to - from;
  }
  return { first, count, weights, taps };
}

/** Rounds halves away from zero. */
function toFixedPoint(weight: number): number {
  const scaled = weight * 2 ** PRECISION_BITS;
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

/** The source pixel that each target pixel of `span` takes when nothing is interpolated. */
export function nearestSources(sourceLength: number, targetLength: number, span: Span): Int32Array {
  const scale = sourceLength / targetLength;
  const sources = new Int32Array(span.length);
  // Added up step by step, as Pillow does: a product rounds differently where a position falls on a border.
  let position = scale * 0.5;
  for (let target = 0; target < span.start + span.length; target++) {
    if (target >= span.start) sources[target - span.start] = Math.min(sourceLength - 1, Math.trunc(position));
    position += scale;
  }
  return sources;
}
