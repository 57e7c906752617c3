import type { MeanInterval } from './types.js';

/**
 * Mean of the scores of r times k folds with the corrected resampled t interval of Nadeau and Bengio (2003): folds share training rows, so that
 * the variance of their mean is `(1/(kr) + test/train) s²` and not `s²/(kr)`. `testShare` is test rows over training rows of one fold.
 * Without two scores the interval is infinite.
 */
export function correctedInterval(
  scores: readonly number[],
  testShare: number,
  confidence: number,
): MeanInterval {
  const count = scores.length;
  const value = scores.reduce((sum, score) => sum + score, 0) / count;
  if (count < 2) return { value, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const variance = scores.reduce((sum, score) => sum + (score - value) ** 2, 0) / (count - 1);
  const half =
    studentQuantile((1 + confidence) / 2, count - 1) * Math.sqrt((1 / count + testShare) * variance);
  return { value, low: value - half, high: value + half };
}

/** The quantile of Student's t above 0.5, by bisection of its distribution function. */
export function studentQuantile(probability: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentDistribution(high, degrees) < probability) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, degrees) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(T <= t) for whole degrees of freedom, as the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4. */
function studentDistribution(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  const between = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + between / 2;
}
