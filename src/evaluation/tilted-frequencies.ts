/** The mean stays this many steps inside the ends of the scale, where the distribution would be a certainty. */
const MARGIN = 0.25;
/** Beyond this slope per step, all but one rating have lost their probability even in float64. */
const STEEPEST = 64;
/** Halvings of the bracket; enough for the resolution of a float64. */
const HALVINGS = 64;

/**
 * The distribution over the positions of the scale that has the wanted mean and is nearest to the given frequencies in
 * Kullback-Leibler divergence: `p_k ~ f_k exp(t k)` with the one `t` that gives the mean (Csiszar 1975, I-projection).
 * A mean that is nearer than a quarter step to the lowest or highest rating that occurs is moved inwards.
 *
 * @param frequencies sum to 1; a rating that has 0 keeps it
 * @param mean a position on the scale, 0 being the lowest rating
 */
export function tiltedFrequencies(frequencies: readonly number[], mean: number): number[] {
  const lowest = frequencies.findIndex((share) => share > 0);
  const highest = frequencies.findLastIndex((share) => share > 0);
  if (lowest === highest) return [...frequencies];
  const wanted = Math.min(Math.max(mean, lowest + MARGIN), highest - MARGIN);
  let low = -STEEPEST;
  let high = STEEPEST;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (meanOf(tilt(frequencies, middle, middle > 0 ? highest : lowest)) < wanted) low = middle;
    else high = middle;
  }
  const slope = (low + high) / 2;
  return tilt(frequencies, slope, slope > 0 ? highest : lowest);
}

/** The exponent is 0 at `origin`, the end that the slope favours, so that the sum neither overflows nor vanishes. */
function tilt(frequencies: readonly number[], slope: number, origin: number): number[] {
  const weights = frequencies.map((share, index) =>
    share === 0 ? 0 : share * Math.exp(slope * (index - origin)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function meanOf(distribution: readonly number[]): number {
  return distribution.reduce((sum, share, index) => sum + share * index, 0);
}
