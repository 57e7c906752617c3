import { softBins } from './color-histogram.js';
import { cellOf, GRID, type Raster, rootShares } from './raster.js';

const CELLS = GRID * GRID;
const ORIENTATIONS = 8;
// A step of about a tenth of the range between neighbours.
const EDGE_MAGNITUDE = 25;

/** Numbers in {@link gradientOrientations}. */
export const GRADIENT_ORIENTATIONS_SIZE = CELLS * ORIENTATIONS;
/** Numbers in {@link edgeDensity}. */
export const EDGE_DENSITY_SIZE = CELLS + 1;

/**
 * For each of the 3 x 3 cells a histogram of edge directions: 8 soft bins over half a turn, beginning with a gradient
 * that runs left to right (a vertical edge), weighted by magnitude (after Dalal and Triggs 2005, but normalised over
 * the picture, so that it also says where the edges are). Root of shares; length 1, or zero without any edge.
 */
export function gradientOrientations(raster: Raster): Float64Array {
  const histogram = new Float64Array(GRADIENT_ORIENTATIONS_SIZE);
  forEachGradient(raster, (cell, dx, dy) => {
    const magnitude = Math.hypot(dx, dy);
    if (magnitude === 0) return;
    const turn = Math.atan2(dy, dx) / Math.PI + 1;
    for (const [bin, share] of softBins((turn % 1) * ORIENTATIONS)) {
      histogram[cell * ORIENTATIONS + (bin % ORIENTATIONS)]! += share * magnitude;
    }
  });
  return rootShares(histogram);
}

/** Share of edge pixels in each of the 3 x 3 cells, divided by 3, and the mean magnitude of the gradient in hundreds. */
export function edgeDensity(raster: Raster): Float64Array {
  const result = new Float64Array(EDGE_DENSITY_SIZE);
  const counts = new Float64Array(CELLS);
  let total = 0;
  forEachGradient(raster, (cell, dx, dy) => {
    const magnitude = Math.hypot(dx, dy);
    counts[cell]!++;
    total += magnitude;
    if (magnitude > EDGE_MAGNITUDE) result[cell]!++;
  });
  for (let cell = 0; cell < CELLS; cell++) result[cell]! /= counts[cell]! * GRID;
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  result[CELLS] = total / pixels / 100;
  return result;
}

/** Central differences of luma, per pixel, at all pixels with four neighbours. */
function forEachGradient(
  { side, luma }: Raster,
  visit: (cell: number, dx: number, dy: number) => void,
): void {
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      const dx = (luma[at + 1]! - luma[at - 1]!) / 2;
      const dy = (luma[at + side]! - luma[at - side]!) / 2;
      visit(cellOf(x, y, side), dx, dy);
    }
  }
}
