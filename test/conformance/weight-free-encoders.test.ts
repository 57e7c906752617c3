import { describe, it } from 'vitest';
import { ColorTextureImageEncoder } from '../../src/encoders/color-texture-image-encoder.js';
import { TabularEncoder } from '../../src/encoders/tabular-encoder.js';
import { TfidfTextEncoder } from '../../src/encoders/tfidf-text-encoder.js';
import {
  imageEncoderConformance,
  recordEncoderConformance,
  textEncoderConformance,
} from '../../src/testing/index.js';

describe('TfidfTextEncoder', () => {
  const checks = textEncoderConformance(() => new TfidfTextEncoder({ dimensions: 6 }), {
    honoursAbort: true,
    makeOther: () => new TfidfTextEncoder({ dimensions: 6, ngramRange: [1, 1] }),
  });
  for (const check of checks) it(check.name, check.run);
});

describe('TfidfTextEncoder with its defaults', () => {
  for (const check of textEncoderConformance(() => new TfidfTextEncoder())) it(check.name, check.run);
});

describe('TabularEncoder', () => {
  const checks = recordEncoderConformance(() => new TabularEncoder(), {
    honoursAbort: true,
    makeOther: () => new TabularEncoder({ columns: [{ kind: 'category' }] }),
  });
  for (const check of checks) it(check.name, check.run);
});

describe('ColorTextureImageEncoder', () => {
  const checks = imageEncoderConformance(() => new ColorTextureImageEncoder(), {
    honoursAbort: true,
    makeOther: () => new ColorTextureImageEncoder({ blocks: ['colorHistogram'] }),
  });
  for (const check of checks) it(check.name, check.run);
});
