import { describe, it } from 'vitest';
import { PrecomputedEncoder } from '../../src/encoders/precomputed-encoder.js';
import { imageEncoderConformance, textEncoderConformance } from '../../src/testing/index.js';
import { sampleImages, unusualImages } from '../../src/testing/sample-images.js';
import { SAMPLE_TEXTS, UNUSUAL_TEXTS } from '../../src/testing/sample-texts.js';
import { sha256 } from '../../src/util/hash.js';

function vectorsOf(ids: readonly string[], scale: number) {
  const dimensions = 4;
  const data = Float32Array.from({ length: ids.length * dimensions }, (_, i) => Math.sin(i * scale));
  return { ids, matrix: { data, rows: ids.length, dimensions } };
}

describe('PrecomputedEncoder of texts', () => {
  const ids = [...SAMPLE_TEXTS, ...Object.values(UNUSUAL_TEXTS)];
  const checks = textEncoderConformance(
    () => new PrecomputedEncoder<string>({ embeddings: vectorsOf(ids, 1) }),
    {
      honoursAbort: true,
      makeOther: () => new PrecomputedEncoder<string>({ embeddings: vectorsOf(ids, 2) }),
    },
  );
  for (const check of checks) it(check.name, check.run);
});

describe('PrecomputedEncoder of images', () => {
  const images = [...sampleImages(), ...Object.values(unusualImages())];
  const embeddings = (scale: number) => vectorsOf([...new Set(images.map((image) => sha256(image)))], scale);
  const checks = imageEncoderConformance(
    () => new PrecomputedEncoder<Uint8Array>({ embeddings: embeddings(1) }),
    {
      honoursAbort: true,
      makeOther: () => new PrecomputedEncoder<Uint8Array>({ embeddings: embeddings(2) }),
    },
  );
  for (const check of checks) it(check.name, check.run);
});
