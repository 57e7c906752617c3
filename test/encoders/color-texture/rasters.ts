import { createRaster, type Raster, SIDE } from '../../../src/encoders/color-texture/raster.js';

export type Rgb = readonly [red: number, green: number, blue: number];
export const BLACK: Rgb = [0, 0, 0];
export const WHITE: Rgb = [255, 255, 255];
export const RED: Rgb = [255, 0, 0];

/** A picture drawn pixel by pixel. */
export function draw(paint: (x: number, y: number) => Rgb, aspectRatio = 1): Raster {
  const data = new Uint8Array(SIDE * SIDE * 3);
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) data.set(paint(x, y), (y * SIDE + x) * 3);
  return createRaster({ data, width: SIDE, height: SIDE }, aspectRatio);
}

export const plain = (color: Rgb) => draw(() => color);
export const grey = (value: number): Rgb => [value, value, value];

export function squaredLength(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
