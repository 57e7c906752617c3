import type { EmbeddingMatrix } from '../../types.js';

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

/** Confidence and accuracy in bins of equal width, ascending. */
export function reliabilityBins(
  { data, rows, dimensions }: EmbeddingMatrix,
  classIndex: Int32Array,
  bins = BINS,
): ReliabilityBin[] {
  const totals = Array.from({ length: bins }, () => ({ rows: 0, confidence: 0, hits: 0 }));
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let index = 1; index < dimensions; index++) {
      if (data[row * dimensions + index]! > data[row * dimensions + best]!) best = index;
    }
    const confidence = data[row * dimensions + best]!;
    // Bins are open below and closed above, as in the paper.
    const total = totals[Math.min(bins, Math.max(1, Math.ceil(confidence * bins))) - 1]!;
    total.rows++;
    total.confidence += confidence;
    if (best === classIndex[row]) total.hits++;
  }
  return totals.map(({ rows: count, confidence, hits }, bin) => ({
    rows: count,
    confidence: count === 0 ? (bin + 0.5) / bins : confidence / count,
    accuracy: hits / count,
  }));
}

/** Expected calibration error: mean distance of confidence and accuracy over the bins, weighted by their rows (Naeini et al. 2015). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const rows = bins.reduce((sum, bin) => sum + bin.rows, 0);
  return bins.reduce((sum, bin) => {
    return bin.rows === 0 ? sum : sum + (bin.rows / rows) * Math.abs(bin.accuracy - bin.confidence);
  }, 0);
}
