import { type Raster, rootShares } from './raster.js';

const NEIGHBOURS = 8;
// Differences of less than this are compression noise, and count as equal.
const NOISE = 3;

/** Bin of every pattern: one for each of the 58 uniform ones (at most two changes around the circle), one for the rest. */
const BIN_OF_PATTERN = patternBins();

/** Numbers in {@link localBinaryPatterns}. */
export const LOCAL_BINARY_PATTERNS_SIZE = 59;

/**
 * Texture: histogram of the 58 uniform patterns of which of a pixel's eight neighbours are clearly brighter, and a bin
 * for all others (Ojala, Pietikainen, Maenpaa 2002, with a threshold against noise). Root of shares; length 1.
 */
export function localBinaryPatterns({ side, luma }: Raster): Float64Array {
  const around = [-side - 1, -side, -side + 1, 1, side + 1, side, side - 1, -1];
  const histogram = new Float64Array(LOCAL_BINARY_PATTERNS_SIZE);
  for (let y = 1; y < side - 1; y++) {
    for (let x = 1; x < side - 1; x++) {
      const at = y * side + x;
      let pattern = 0;
      for (let neighbour = 0; neighbour < NEIGHBOURS; neighbour++) {
        if (luma[at + around[neighbour]!]! > luma[at]! + NOISE) pattern |= 1 << neighbour;
      }
      histogram[BIN_OF_PATTERN[pattern]!]!++;
    }
  }
  return rootShares(histogram);
}

function patternBins(): Uint8Array {
  const bins = new Uint8Array(1 << NEIGHBOURS);
  let next = 0;
  for (let pattern = 0; pattern < bins.length; pattern++) {
    let changes = 0;
    for (let bit = 0; bit < NEIGHBOURS; bit++) {
      changes += ((pattern >> bit) ^ (pattern >> ((bit + 1) % NEIGHBOURS))) & 1;
    }
    bins[pattern] = changes <= 2 ? next++ : 58;
  }
  return bins;
}
