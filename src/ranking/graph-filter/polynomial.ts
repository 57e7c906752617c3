/**
 * `sum of coefficients[k - 1] * G^k x` for a graph `G` given by what it does to a vector. Between two steps only the
 * first `within` entries are passed on: paths lead through the items of the fit alone, so that items that come
 * later change nothing between those that were there.
 */
export function applyPolynomial(
  coefficients: readonly number[],
  step: (vector: Float64Array) => Float64Array,
  vector: Float64Array,
  within: number,
): Float64Array {
  const result = new Float64Array(vector.length);
  let power = vector;
  for (const [hop, coefficient] of coefficients.entries()) {
    if (hop > 0) power = power.fill(0, within);
    power = step(power);
    for (let item = 0; item < result.length; item++) result[item]! += coefficient * power[item]!;
  }
  return result;
}
