import { CELL_COLORS_SIZE, cellColors } from './cell-colors.js';
import { COLOR_HISTOGRAM_SIZE, colorHistogram } from './color-histogram.js';
import { FOREGROUND_SIZE, foreground } from './foreground.js';
import {
  EDGE_DENSITY_SIZE,
  edgeDensity,
  GRADIENT_ORIENTATIONS_SIZE,
  gradientOrientations,
} from './gradients.js';
import { LOCAL_BINARY_PATTERNS_SIZE, localBinaryPatterns } from './local-binary-patterns.js';
import { OVERALL_SIZE, overall } from './overall.js';
import type { Raster } from './raster.js';

/** One group of statistics. */
export interface Block {
  readonly size: number;
  readonly compute: (raster: Raster) => Float64Array;
}

/** All groups in the order in which they stand in a vector: 258 numbers. On real pictures each has a length between 0.5 and 2. */
export const BLOCKS = Object.freeze({
  colorHistogram: { size: COLOR_HISTOGRAM_SIZE, compute: colorHistogram },
  cellColors: { size: CELL_COLORS_SIZE, compute: cellColors },
  gradientOrientations: { size: GRADIENT_ORIENTATIONS_SIZE, compute: gradientOrientations },
  edgeDensity: { size: EDGE_DENSITY_SIZE, compute: edgeDensity },
  localBinaryPatterns: { size: LOCAL_BINARY_PATTERNS_SIZE, compute: localBinaryPatterns },
  overall: { size: OVERALL_SIZE, compute: overall },
  foreground: { size: FOREGROUND_SIZE, compute: foreground },
} satisfies Record<string, Block>);

/** Name of a group of statistics. */
export type BlockName = keyof typeof BLOCKS;

export const BLOCK_NAMES = Object.freeze(Object.keys(BLOCKS) as BlockName[]);
