import { type ItemKinds, WARM } from './hold-out.js';

/** Shift and factor that bring one query's scores over some items to mean 0 and deviation 1. */
export interface ScoreScale {
  readonly mean: number;
  /** One over the standard deviation; 0 where all scores are equal and so say nothing. */
  readonly factor: number;
}

/** Over the items of one kind. */
export function scoreScale(scores: Float32Array, kinds: ItemKinds, kind: number = WARM): ScoreScale {
  let count = 0;
  let sum = 0;
  let squares = 0;
  // Deviations from the first score, so that squares of large scores do not swallow small differences.
  let base = Number.NaN;
  for (let item = 0; item < scores.length; item++) {
    if (kinds[item] !== kind) continue;
    if (count === 0) base = scores[item]!;
    const shifted = scores[item]! - base;
    count += 1;
    sum += shifted;
    squares += shifted * shifted;
  }
  if (count === 0) return { mean: 0, factor: 0 };
  const mean = base + sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  // Rounding gives equal scores a tiny deviation, which must not blow up.
  return { mean, factor: deviation > 1e-6 * Math.max(1e-6, Math.abs(mean)) ? 1 / deviation : 0 };
}
