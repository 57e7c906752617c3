import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { TransformersImageEncoder } from '../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../src/encoders/transformers-text-encoder.js';
import { imageEncoderConformance, textEncoderConformance } from '../../src/testing/index.js';

const folder = (model: string) => fileURLToPath(new URL(`../fixtures/models/${model}`, import.meta.url));

const texts = {
  DistilBERT: () => new TransformersTextEncoder({ model: folder('tiny-distilbert') }),
  'DistilBERT, masked mean': () =>
    new TransformersTextEncoder({ model: folder('tiny-distilbert'), pooling: 'mean' }),
  CLIP: () =>
    new TransformersTextEncoder({
      model: folder('tiny-clip'),
      modelFile: 'text_model',
      output: 'text_embeds',
      pooling: 'none',
      normalize: true,
    }),
};

describe.each(Object.entries(texts))('TransformersTextEncoder, %s', (name, make) => {
  const [, makeOther] = Object.entries(texts).find(([other]) => other !== name) ?? [];
  const checks = textEncoderConformance(make, { honoursAbort: true, ...(makeOther ? { makeOther } : {}) });
  for (const check of checks) it(check.name, check.run);
});

const images = {
  ResNet: () => new TransformersImageEncoder({ model: folder('tiny-resnet'), output: 'output' }),
  CLIP: () =>
    new TransformersImageEncoder({
      model: folder('tiny-clip'),
      modelFile: 'vision_model',
      output: 'image_embeds',
    }),
};

describe.each(Object.entries(images))('TransformersImageEncoder, %s', (name, make) => {
  const [, makeOther] = Object.entries(images).find(([other]) => other !== name) ?? [];
  const checks = imageEncoderConformance(make, { honoursAbort: true, ...(makeOther ? { makeOther } : {}) });
  for (const check of checks) it(check.name, check.run);
});
