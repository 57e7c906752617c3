import { type Raster, rootShares } from './raster.js';

const HUES = 12;
const VALUES = 3;
const GREYS = 8;

/** Numbers in {@link colorHistogram}. */
export const COLOR_HISTOGRAM_SIZE = HUES * VALUES + GREYS;

/**
 * Histogram of hue (12 bins, circular) by HSV value (3 bins), in which a pixel counts by its saturation, followed by
 * 8 bins of grey, in which it counts by what is left. Soft bins: a pixel is shared by its two nearest bins, so that a
 * slightly different hue gives a slightly different histogram. Root of shares; length 1.
 */
export function colorHistogram({ rgb }: Raster): Float64Array {
  const histogram = new Float64Array(COLOR_HISTOGRAM_SIZE);
  for (let pixel = 0; pixel < rgb.length; pixel += 3) {
    const [hue, saturation, value] = hsv(rgb[pixel]!, rgb[pixel + 1]!, rgb[pixel + 2]!);
    for (const [hueBin, hueShare] of softBins(hue * HUES)) {
      for (const [valueBin, valueShare] of softBins(value * (VALUES - 1))) {
        const bin = (hueBin % HUES) * VALUES + Math.min(valueBin, VALUES - 1);
        histogram[bin]! += saturation * hueShare * valueShare;
      }
    }
    for (const [greyBin, share] of softBins(value * (GREYS - 1))) {
      histogram[HUES * VALUES + Math.min(greyBin, GREYS - 1)]! += (1 - saturation) * share;
    }
  }
  return rootShares(histogram);
}

/** Hue (0 red, 1/3 green, 2/3 blue), saturation and value, all 0 to 1 (Smith 1978). */
export function hsv(
  red: number,
  green: number,
  blue: number,
): [hue: number, saturation: number, value: number] {
  const most = Math.max(red, green, blue);
  const chroma = most - Math.min(red, green, blue);
  if (chroma === 0) return [0, 0, most / 255];
  let sector = (red - green) / chroma + 4;
  if (most === red) sector = ((green - blue) / chroma + 6) % 6;
  else if (most === green) sector = (blue - red) / chroma + 2;
  return [sector / 6, chroma / most, most / 255];
}

/** The two bins next to a position and how much of it each gets. */
export function softBins(position: number): [[bin: number, share: number], [bin: number, share: number]] {
  const bin = Math.floor(position);
  const share = position - bin;
  return [
    [bin, 1 - share],
    [bin + 1, share],
  ];
}
