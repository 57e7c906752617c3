import { describe, it } from 'vitest';
import { AdaptedEncoder } from '../../src/encoders/adapted-encoder.js';
import { ColorTextureImageEncoder } from '../../src/encoders/color-texture-image-encoder.js';
import { TfidfTextEncoder } from '../../src/encoders/tfidf-text-encoder.js';
import { imageEncoderConformance, textEncoderConformance } from '../../src/testing/index.js';

describe('AdaptedEncoder of texts', () => {
  const inner = () => new TfidfTextEncoder({ dimensions: 8 });
  const checks = textEncoderConformance(() => new AdaptedEncoder(inner(), { dimensions: 4 }), {
    honoursAbort: true,
    makeOther: () => new AdaptedEncoder(inner(), { dimensions: 4, whiten: true }),
  });
  for (const check of checks) it(check.name, check.run);
});

describe('AdaptedEncoder of images', () => {
  const inner = () => new ColorTextureImageEncoder();
  const checks = imageEncoderConformance(() => new AdaptedEncoder(inner(), { dimensions: 5, whiten: true }), {
    honoursAbort: true,
    makeOther: () => new AdaptedEncoder(inner(), { dimensions: 4, whiten: true }),
  });
  for (const check of checks) it(check.name, check.run);
});
