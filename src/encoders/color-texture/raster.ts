import type { RgbImage } from '../../images/decode.js';

/** Pixels per side of the square that pictures are stretched to; a multiple of {@link GRID}. */
export const SIDE = 66;
/** Cells per side of the grid of local statistics. */
export const GRID = 3;

/** A square picture in the forms that the statistics need. */
export interface Raster {
  readonly side: number;
  /** 0 to 255, interleaved `[side, side, 3]`. */
  readonly rgb: Uint8Array;
  /** CIE L*a*b* (D65), interleaved: L 0 to 100, a and b about -110 to 110. */
  readonly lab: Float64Array;
  /** Luma of ITU-R BT.601, 0 to 255. */
  readonly luma: Float64Array;
  /** Width over height of the original picture, as it is seen. */
  readonly aspectRatio: number;
}

/** Pixels -> {@link Raster}. The picture must be square. */
export function createRaster({ data, width }: RgbImage, aspectRatio: number): Raster {
  const pixels = data.length / 3;
  const lab = new Float64Array(data.length);
  const luma = new Float64Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const red = data[pixel * 3]!;
    const green = data[pixel * 3 + 1]!;
    const blue = data[pixel * 3 + 2]!;
    luma[pixel] = 0.299 * red + 0.587 * green + 0.114 * blue;
    lab.set(srgbToLab(red, green, blue), pixel * 3);
  }
  return { side: width, rgb: data, lab, luma, aspectRatio };
}

const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

/** 8-bit sRGB -> CIE L*a*b* with the D65 white point (IEC 61966-2-1 and CIE 15). */
export function srgbToLab(red: number, green: number, blue: number): [l: number, a: number, b: number] {
  const r = LINEAR[red]!;
  const g = LINEAR[green]!;
  const b = LINEAR[blue]!;
  const x = compress((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = compress(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = compress((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function compress(ratio: number): number {
  return ratio > 216 / 24389 ? Math.cbrt(ratio) : ((24389 / 27) * ratio + 16) / 116;
}

/** Which cell of the grid a pixel lies in, row by row. */
export function cellOf(x: number, y: number, side: number): number {
  return Math.floor((y * GRID) / side) * GRID + Math.floor((x * GRID) / side);
}

/** Square roots of shares: the result has length 1 (Hellinger), or is zero when nothing was counted. */
export function rootShares(histogram: Float64Array): Float64Array {
  const total = histogram.reduce((sum, value) => sum + value, 0);
  return total > 0 ? histogram.map((value) => Math.sqrt(value / total)) : histogram;
}
