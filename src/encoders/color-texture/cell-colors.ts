import { cellOf, GRID, type Raster } from './raster.js';

const CELLS = GRID * GRID;

/** Numbers in {@link cellColors}. */
export const CELL_COLORS_SIZE = CELLS * 6;

/**
 * For each of the 3 x 3 cells, row by row: mean L, a, b and standard deviation of L, a, b. In hundreds of CIELAB units,
 * divided by 3 (the root of the number of cells).
 */
export function cellColors({ side, lab }: Raster): Float64Array {
  const sums = new Float64Array(CELL_COLORS_SIZE);
  const counts = new Float64Array(CELLS);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const cell = cellOf(pixel % side, Math.floor(pixel / side), side);
    counts[cell]!++;
    for (let channel = 0; channel < 3; channel++) {
      const value = lab[pixel * 3 + channel]! / 100;
      sums[cell * 6 + channel]! += value;
      sums[cell * 6 + 3 + channel]! += value * value;
    }
  }
  for (let cell = 0; cell < CELLS; cell++) {
    for (let channel = cell * 6; channel < cell * 6 + 3; channel++) {
      const mean = sums[channel]! / counts[cell]!;
      const variance = Math.max(0, sums[channel + 3]! / counts[cell]! - mean * mean);
      sums[channel] = mean / GRID;
      sums[channel + 3] = Math.sqrt(variance) / GRID;
    }
  }
  return sums;
}
