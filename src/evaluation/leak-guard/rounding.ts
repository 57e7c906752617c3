/** More decimals than this count as not rounded. */
const MOST_DECIMALS = 4;
/** Relative; what float32 does to a number, with some to spare. */
const TOLERANCE = 1e-6;

/** How many decimals all the values keep to; undefined when they are not rounded. */
export function decimalsOf(values: ArrayLike<number>): number | undefined {
  let decimals = 0;
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) continue;
    while (!nearlyEqual(roundTo(value, decimals), value)) {
      if (decimals === MOST_DECIMALS) return undefined;
      decimals += 1;
    }
  }
  return decimals;
}

/** Half away from zero, as catalogues round; unchanged without decimals. */
export function roundTo(value: number, decimals: number | undefined): number {
  if (decimals === undefined) return value;
  const scale = 10 ** decimals;
  // Without the nudge, 4.35 (a little less in binary) would become 4.3.
  return Math.round(value * scale * (1 + Number.EPSILON * 4)) / scale;
}

/** Equal up to the rounding of float32. */
export function nearlyEqual(one: number, other: number): boolean {
  return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));
}
