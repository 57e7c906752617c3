import { type ScoreScale, scoreScale } from './standard-scores.js';

/** How the scores of several rankers become one. */
export interface BlendWeights {
  /** Weight of every member for items with interactions. */
  readonly warm: readonly number[];
  /** Weight of every member for items without. */
  readonly cold: readonly number[];
  /** Added to the score of items without interactions, so that both kinds can stand in one list. */
  readonly coldOffset: number;
}

/** The scales of every member for one query: over items with interactions, and over those without. */
export interface QueryScales {
  readonly warm: readonly ScoreScale[];
  readonly cold: readonly ScoreScale[];
}

/** The scales of one query's rows, one row per member. */
export function queryScales(rows: readonly Float32Array[], isCold: Uint8Array): QueryScales {
  return {
    warm: rows.map((row) => scoreScale(row, isCold, 0)),
    cold: rows.map((row) => scoreScale(row, isCold, 1)),
  };
}

/**
 * Writes the blend of one query: for every item the weighted sum of its standard scores (mean 0, deviation 1 among the items
 * of its kind), since rankers score on scales of their own.
 */
export function blendScores(
  rows: readonly Float32Array[],
  isCold: Uint8Array,
  { warm, cold, coldOffset }: BlendWeights,
  target: Float32Array,
): void {
  const scales = queryScales(rows, isCold);
  let warmBase = 0;
  let coldBase = coldOffset;
  const warmFactors = rows.map((_, member) => {
    const factor = warm[member]! * scales.warm[member]!.factor;
    warmBase -= factor * scales.warm[member]!.mean;
    return factor;
  });
  const coldFactors = rows.map((_, member) => {
    const factor = cold[member]! * scales.cold[member]!.factor;
    coldBase -= factor * scales.cold[member]!.mean;
    return factor;
  });
  for (let item = 0; item < target.length; item++) target[item] = isCold[item] === 1 ? coldBase : warmBase;
  for (const [member, row] of rows.entries()) {
    const warmFactor = warmFactors[member]!;
    const coldFactor = coldFactors[member]!;
    if (warmFactor === 0 && coldFactor === 0) continue;
    for (let item = 0; item < target.length; item++) {
      target[item]! += row[item]! * (isCold[item] === 1 ? coldFactor : warmFactor);
    }
  }
}
