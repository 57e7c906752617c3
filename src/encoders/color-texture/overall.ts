import type { Raster } from './raster.js';

/** Numbers in {@link overall}. */
export const OVERALL_SIZE = 6;

/**
 * Colourfulness in hundreds (Hasler and Suesstrunk 2003), mean and standard deviation of L in hundreds, mirror symmetry left to right
 * and top to bottom (1 for a picture that equals its mirror image), and the aspect ratio: log2(width / height), cut at -2 and 2, halved.
 */
export function overall(raster: Raster): Float64Array {
  const { lab, side, aspectRatio } = raster;
  const lightness = statistics(
    Float64Array.from({ length: side * side }, (_, pixel) => lab[pixel * 3]! / 100),
  );
  const shape = Math.max(-2, Math.min(2, Math.log2(aspectRatio))) / 2;
  const mirrored = (x: number, y: number) => y * side + side - 1 - x;
  const flipped = (x: number, y: number) => (side - 1 - y) * side + x;
  return Float64Array.of(
    colorfulness(raster) / 100,
    lightness.mean,
    lightness.deviation,
    symmetry(raster, mirrored),
    symmetry(raster, flipped),
    shape,
  );
}

/** 0 for grey pictures, about 100 for very colourful ones: `sd + 0.3 mean` of the opponent colours rg and yb. */
export function colorfulness({ rgb }: Raster): number {
  const pixels = rgb.length / 3;
  const rg = new Float64Array(pixels);
  const yb = new Float64Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const red = rgb[pixel * 3]!;
    const green = rgb[pixel * 3 + 1]!;
    rg[pixel] = red - green;
    yb[pixel] = (red + green) / 2 - rgb[pixel * 3 + 2]!;
  }
  const first = statistics(rg);
  const second = statistics(yb);
  return Math.hypot(first.deviation, second.deviation) + 0.3 * Math.hypot(first.mean, second.mean);
}

function symmetry({ side, luma }: Raster, partner: (x: number, y: number) => number): number {
  let difference = 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) difference += Math.abs(luma[y * side + x]! - luma[partner(x, y)]!);
  }
  return 1 - difference / (side * side * 255);
}

function statistics(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
