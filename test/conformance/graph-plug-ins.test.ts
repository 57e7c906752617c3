import { beforeAll, describe, it } from 'vitest';
import { AttentionFusion } from '../../src/fusion/attention-fusion.js';
import { BilinearFusion } from '../../src/fusion/bilinear-fusion.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { GatedFusion } from '../../src/fusion/gated-fusion.js';
import { WeightedSumFusion } from '../../src/fusion/weighted-sum-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { MlpOrdinalHead } from '../../src/heads/mlp-ordinal-head.js';
import { MlpRegressionHead } from '../../src/heads/mlp-regression-head.js';
import { fusionStrategyConformance, ratingHeadConformance } from '../../src/testing/index.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

describe('ConcatFusion', () => {
  for (const check of fusionStrategyConformance(() => new ConcatFusion())) it(check.name, check.run);
});

describe.each([
  ['WeightedSumFusion', () => new WeightedSumFusion({ dimensions: 12 })],
  ['GatedFusion', () => new GatedFusion({ dimensions: 12 })],
  ['BilinearFusion', () => new BilinearFusion({ dimensions: 12 })],
  ['AttentionFusion', () => new AttentionFusion({ dimensions: 12, heads: 3 })],
] as const)('%s', (_, make) => {
  for (const check of fusionStrategyConformance(make)) it(check.name, check.run);
});

describe('MlpClassifierHead', () => {
  for (const check of ratingHeadConformance(() => new MlpClassifierHead())) it(check.name, check.run);
});

describe('MlpOrdinalHead', () => {
  const make = () => new MlpOrdinalHead({ hidden: [32, 16], dropout: [0.2, 0.1] });
  for (const check of ratingHeadConformance(make)) it(check.name, check.run);
});

describe.each(['huber', 'mean-squared-error', 'mean-absolute-error'] as const)(
  'MlpRegressionHead, %s',
  (loss) => {
    const make = () => new MlpRegressionHead({ hidden: [32, 16], dropout: [0.2, 0.1], loss });
    for (const check of ratingHeadConformance(make)) it(check.name, check.run);
  },
);

describe('MlpClassifierHead with one plain hidden layer', () => {
  const make = () => new MlpClassifierHead({ hidden: [16], dropout: [0], batchNormalization: false });
  for (const check of ratingHeadConformance(make)) it(check.name, check.run);
});
