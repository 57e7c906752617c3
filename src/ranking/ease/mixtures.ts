import { topK } from '../../numeric/top-k.js';
import type { EaseCore } from './model.js';

/** How many similar items an item without interactions is taken for a mixture of. */
const MIXTURE = 10;

/** One item's share in a mixture. */
export interface MixturePart {
  readonly row: number;
  readonly item: number;
  /** Those of a row add up to 1. */
  readonly share: number;
}

/** Mixtures of fitted items that resemble other items. */
export interface Mixtures {
  readonly parts: readonly MixturePart[];
  /** What their content leaves over of the content that they resemble `[rows, width]`. */
  readonly rest: Float32Array;
  /** The share of each modality in the resemblance `[rows, modalities]`; those of a row add up to 1. */
  readonly credit: Float32Array;
}

/**
 * Of each row of `content`, the fitted items with the highest summed cosine `similarity [rows, size]` above 0, in
 * proportion to it. A row that resembles nothing gets no parts.
 */
export function mixturesOf(
  core: EaseCore,
  content: Float32Array,
  similarity: Float32Array,
  rows: number,
): Mixtures {
  const { size, modalities } = core;
  const width = core.means.length;
  const parts: MixturePart[] = [];
  const rest = content.slice();
  const credit = new Float32Array(rows * modalities.length);
  for (let row = 0; row < rows; row++) {
    const similarities = similarity.subarray(row * size, (row + 1) * size);
    const nearest = topK(similarities, MIXTURE).filter((item) => similarities[item]! > 0);
    const sum = nearest.reduce((total, item) => total + similarities[item]!, 0);
    const mixture = new Float32Array(width);
    for (const item of nearest) {
      const share = similarities[item]! / sum;
      parts.push({ row, item, share });
      for (let d = 0; d < width; d++) mixture[d]! += share * core.content[item * width + d]!;
    }
    for (let d = 0; d < width; d++) rest[row * width + d]! -= mixture[d]!;
    const own = content.subarray(row * width, (row + 1) * width);
    credit.set(creditOf(core, own, mixture), row * modalities.length);
  }
  return { parts, rest, credit };
}

/** The share of each modality in the likeness of an item to its mixture; of its content when it is like nothing. */
function creditOf({ modalities }: EaseCore, own: Float32Array, mixture: Float32Array): Float64Array {
  const likeness = new Float64Array(modalities.length);
  const presence = new Float64Array(modalities.length);
  let offset = 0;
  for (const [index, { dimensions }] of modalities.entries()) {
    for (let d = offset; d < offset + dimensions; d++) {
      likeness[index]! += own[d]! * mixture[d]!;
      presence[index]! += own[d]! * own[d]!;
    }
    offset += dimensions;
  }
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const credited = total(likeness) > 0 ? likeness : presence;
  const sum = total(credited);
  return credited.map((value) => value / sum);
}
