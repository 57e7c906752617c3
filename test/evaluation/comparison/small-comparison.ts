import type { CompareInput, Comparison } from '../../../src/evaluation/comparison/types.js';
import { ConcatFusion } from '../../../src/fusion/concat-fusion.js';
import { GatedFusion } from '../../../src/fusion/gated-fusion.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import { toyData } from '../../training/toy-data.js';

const ROWS = 480;

export const data = toyData({ rows: ROWS });
export const small = () => new MlpClassifierHead({ hidden: [8], dropout: [0.1] });

/** Two sets of encoders, two fusions and a head on three folds: twelve fits that take a second or two together. */
export const smallComparison = (change: Partial<CompareInput> = {}): CompareInput => ({
  encoders: { both: data.columns, 'second alone': [data.columns[1]!] },
  fusions: { concat: () => new ConcatFusion(), gated: () => new GatedFusion({ dimensions: 8 }) },
  heads: { small },
  classIndex: data.classIndex,
  rows: Int32Array.from({ length: ROWS }, (_, row) => row),
  scale: data.scale,
  folds: 3,
  training: { epochs: 12, batchSize: 16, learningRate: 0.01 },
  ...change,
});

/** A comparison without what differs from run to run: how long fits took and how many were resumed. */
export const timeless = ({ resumed: _, cells, ...comparison }: Comparison) => ({
  ...comparison,
  cells: cells.map(({ seconds: _, fits, ...cell }) => ({
    ...cell,
    fits: fits.map(({ seconds: _, ...fit }) => fit),
  })),
});
