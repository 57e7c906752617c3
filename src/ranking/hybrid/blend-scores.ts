import { type ItemKinds, NEW, UNLOVED, WARM } from './hold-out.js';
import { type ScoreScale, scoreScale } from './standard-scores.js';

/** How the scores of several rankers become one. */
export interface BlendWeights {
  /** Weight of every member for items with interactions. */
  readonly warm: readonly number[];
  /** Weight of every member for items without, on the scale of items with. */
  readonly cold: readonly number[];
  /** Mean score of items without interactions as a share of that of items with, for every member. */
  readonly coldMean: readonly number[];
  /** Added to the scores of items that were there at the fit and that nobody has interacted with. */
  readonly unlovedOffset: number;
  /** Added to the scores of items that came after the fit. */
  readonly newOffset: number;
}

function offsetOf({ unlovedOffset, newOffset }: BlendWeights, kind: number): number {
  if (kind === WARM) return 0;
  return kind === UNLOVED ? unlovedOffset : newOffset;
}

/** What standard scores take away in all, and what the offset adds, for items of a kind. */
export function levelOf(scales: readonly ScoreScale[], weights: BlendWeights, kind: number): number {
  let level = offsetOf(weights, kind);
  for (const [member, { mean, factor }] of scales.entries()) {
    if (kind === WARM) level -= weights.warm[member]! * factor * mean;
    else level -= weights.cold[member]! * factor * mean * weights.coldMean[member]!;
  }
  return level;
}

/** The scales of one query, one row of scores per member: those over warm items, for there are always many of them. */
export function queryScales(rows: readonly Float32Array[], kinds: ItemKinds): ScoreScale[] {
  return rows.map((row) => scoreScale(row, kinds));
}

/**
 * Writes the blend of one query: for every item the weighted sum of its standard scores (mean 0, deviation 1 among items of its kind), since
 * rankers score on scales of their own, and the offset of its kind. Of items without interactions there may be one only, so that their
 * mean and deviation are taken from those of the warm ones, to which they bore a ratio when the blend was chosen.
 */
export function blendScores(
  rows: readonly Float32Array[],
  kinds: ItemKinds,
  weights: BlendWeights,
  target: Float32Array,
): void {
  const scales = queryScales(rows, kinds);
  const warm = scales.map(({ factor }, member) => factor * weights.warm[member]!);
  const cold = scales.map(({ factor }, member) => factor * weights.cold[member]!);
  const bases = [WARM, UNLOVED, NEW].map((kind) => levelOf(scales, weights, kind));
  for (let item = 0; item < target.length; item++) target[item] = bases[kinds[item]!]!;
  for (const [member, row] of rows.entries()) {
    const warmFactor = warm[member]!;
    const coldFactor = cold[member]!;
    if (warmFactor === 0 && coldFactor === 0) continue;
    for (let item = 0; item < target.length; item++) {
      target[item]! += row[item]! * (kinds[item] === WARM ? warmFactor : coldFactor);
    }
  }
}
