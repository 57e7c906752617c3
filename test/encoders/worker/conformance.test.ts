import { describe, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import {
  type ConformanceCheck,
  imageEncoderConformance,
  textEncoderConformance,
} from '../../../src/testing/index.js';
import { tinyModel } from '../transformers/models.js';

/** What kinds of inputs are accepted does not depend on the thread, and starting one for each takes long. */
const dependsOnThread = ({ name }: ConformanceCheck) => !name.startsWith('accepts ');

describe('texts in a thread', () => {
  const options = { model: tinyModel('tiny-distilbert'), workers: 1 };
  const checks = textEncoderConformance(() => new TransformersTextEncoder(options), {
    makeOther: () => new TransformersTextEncoder({ ...options, pooling: 'mean' }),
    honoursAbort: true,
  });
  for (const check of checks.filter(dependsOnThread)) it(check.name, check.run);
});

describe('images in a thread', () => {
  const options = { model: tinyModel('tiny-resnet-classifier'), workers: 1 };
  const checks = imageEncoderConformance(() => new TransformersImageEncoder(options), {
    makeOther: () => new TransformersImageEncoder({ ...options, normalize: true }),
    honoursAbort: true,
  });
  for (const check of checks.filter(dependsOnThread)) it(check.name, check.run);
});
