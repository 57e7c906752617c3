import type { EmbeddingMatrix } from '../../types.js';
import { mostProbableClass } from './distribution.js';

/** Rows whose most probable rating has a probability within one of the bins of equal width. */
export interface ReliabilityBin {
  readonly rows: number;
  /** Mean probability of the most probable rating; the middle of the bin when it is empty. */
  readonly confidence: number;
  /** Share of rows where that rating was the true one; NaN when the bin is empty. */
  readonly accuracy: number;
}

/** As many as Guo et al. 2017 use. */
const BINS = 15;

/** A probability, and whether what it was given to came true. */
interface Claim {
  readonly confidence: number;
  readonly hit: boolean;
}

/** Confidence and accuracy of the most probable rating in bins of equal width, ascending. */
export function reliabilityBins(
  probabilities: EmbeddingMatrix,
  classIndex: ArrayLike<number>,
  bins = BINS,
): ReliabilityBin[] {
  const { data, dimensions } = probabilities;
  const claims = Array.from(mostProbableClass(probabilities), (best, row) => ({
    confidence: data[row * dimensions + best]!,
    hit: best === classIndex[row],
  }));
  return binClaims(claims, bins);
}

/** Expected calibration error: mean distance of confidence and accuracy over the bins, weighted by their rows (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => {
    return bin.rows === 0 ? sum : sum + (bin.rows / rows) * Math.abs(bin.accuracy - bin.confidence);
  }, 0);
}

/**
 * The same for the probability of every rating, not of the most probable one alone, averaged over the ratings: static calibration error
 * (Nixon et al. 2019), the class-wise one of Kull et al. 2019.
 */
export function classwiseCalibrationError(
  { data, rows, dimensions }: EmbeddingMatrix,
  classIndex: ArrayLike<number>,
  bins = BINS,
): number {
  let sum = 0;
  for (let index = 0; index < dimensions; index++) {
    const claims = Array.from({ length: rows }, (_, row) => ({
      confidence: data[row * dimensions + index]!,
      hit: classIndex[row] === index,
    }));
    sum += expectedCalibrationError(binClaims(claims, bins));
  }
  return sum / dimensions;
}

function binClaims(claims: readonly Claim[], bins: number): ReliabilityBin[] {
  const totals = Array.from({ length: bins }, () => ({ rows: 0, confidence: 0, hits: 0 }));
  for (const { confidence, hit } of claims) {
    // Bins are open below and closed above, as in the paper; only a probability of 0 lies on the lower end of the first.
    const total = totals[Math.min(bins, Math.max(1, Math.ceil(confidence * bins))) - 1]!;
    total.rows++;
    total.confidence += confidence;
    if (hit) total.hits++;
  }
  return totals.map(({ rows: count, confidence, hits }, bin) => ({
    rows: count,
    confidence: count === 0 ? (bin + 0.5) / bins : confidence / count,
    accuracy: hits / count,
  }));
}
