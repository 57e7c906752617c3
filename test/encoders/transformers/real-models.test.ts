import { describe, expect, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { cosine, difference, pictures, row, sharedModel } from './models.js';

const textModel = sharedModel('minishlab/m2v-bge-base-en-vq128-768d');
const imageModel = sharedModel('google-coral/mobilenet_v2_1.0_224_quant');

// These folders lie beside the repository on some machines only; nothing of them is committed.
describe.skipIf(textModel === null)('a text model of 768 dimensions through the default path', () => {
  const texts = ['These shoes are excellent', 'Excellent pair of shoes', 'The toaster broke after a day', ''];

  it.each(['cls', 'mean'] as const)('gives vectors in which like is near like (%s)', async (pooling) => {
    const encoder = new TransformersTextEncoder({ localModelPath: textModel, pooling, offline: true });
    await encoder.load();
    expect(encoder.dimensions).toBe(768);
    const matrix = await encoder.encode(texts);
    expect(cosine(row(matrix, 0), row(matrix, 1))).toBeGreaterThan(
      cosine(row(matrix, 0), row(matrix, 2)) + 0.2,
    );
    expect(matrix.data.every(Number.isFinite)).toBe(true);
    const alone = await encoder.encode([texts[0]!]);
    expect(difference(alone.data, row(matrix, 0))).toBeLessThan(1e-5);
    await encoder.dispose();
  });
});

describe.skipIf(imageModel === null)('an image model with logits, feature map and pooled output', () => {
  it('gives the pooled output by default, and the mean of the feature map is the same', async () => {
    const pooled = new TransformersImageEncoder({ model: imageModel! });
    const mapped = new TransformersImageEncoder({
      model: imageModel!,
      output: 'last_hidden_state',
      pooling: 'mean',
    });
    await Promise.all([pooled.load(), mapped.load()]);
    expect(pooled.describe()).toMatchObject({
      output: 'pooler_output',
      dimensions: 1280,
      preprocessing: {
        size: 256,
        crop: { width: 224, height: 224 },
        kernel: 'linear',
        mean: [0.5, 0.5, 0.5],
      },
    });
    const left = await pooled.encode(pictures);
    const right = await mapped.encode(pictures);
    pictures.forEach((_picture, index) => {
      expect(cosine(row(left, index), row(right, index))).toBeGreaterThan(0.999);
    });
  });

  it('gives 1001 logits when asked by name, and refuses 2048 dimensions', async () => {
    const logits = new TransformersImageEncoder({ model: imageModel!, output: 'logits' });
    await logits.load();
    expect(logits.dimensions).toBe(1001);
    const wrong = new TransformersImageEncoder({ model: imageModel!, dimensions: 2048 });
    await expect(wrong.load()).rejects.toMatchObject({ code: 'MODEL_OUTPUT' });
  });
});
