import { beforeAll, describe, it } from 'vitest';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { fusionStrategyConformance, ratingHeadConformance } from '../../src/testing/index.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

describe('ConcatFusion', () => {
  for (const check of fusionStrategyConformance(() => new ConcatFusion())) it(check.name, check.run);
});

describe('MlpClassifierHead', () => {
  for (const check of ratingHeadConformance(() => new MlpClassifierHead())) it(check.name, check.run);
});

describe('MlpClassifierHead with one plain hidden layer', () => {
  const make = () => new MlpClassifierHead({ hidden: [16], dropout: [0], batchNormalization: false });
  for (const check of ratingHeadConformance(make)) it(check.name, check.run);
});
