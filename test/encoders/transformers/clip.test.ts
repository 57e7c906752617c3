import { describe, expect, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { cosine, difference, pictures, reference, row, tinyModel } from './models.js';

const model = tinyModel('tiny-clip');
const { texts, images } = reference.clip;

describe('the towers of CLIP', () => {
  const textTower = {
    model,
    modelFile: 'text_model',
    output: 'text_embeds',
    pooling: 'none',
    maxTokens: 77,
  } as const;
  const imageTower = { model, modelFile: 'vision_model', output: 'image_embeds' };

  it('give the text vectors of PyTorch, also for texts that are cut', async () => {
    const encoder = new TransformersTextEncoder(textTower);
    await encoder.load();
    const matrix = await encoder.encode(texts.map(({ text }) => text));
    expect(encoder.dimensions).toBe(12);
    expect(texts.some(({ ids }) => ids.length === encoder.describe().maxTokens)).toBe(true);
    texts.forEach(({ text, embeds }, index) => {
      expect(difference(row(matrix, index), embeds), text).toBeLessThan(1e-4);
      expect(cosine(row(matrix, index), embeds), text).toBeGreaterThan(0.99999);
    });
  });

  it('give the image vectors of PyTorch', async () => {
    const encoder = new TransformersImageEncoder(imageTower);
    await encoder.load();
    const matrix = await encoder.encode(pictures);
    images.forEach(({ embeds }, index) => {
      expect(difference(row(matrix, index), embeds)).toBeLessThan(1e-4);
      expect(cosine(row(matrix, index), embeds)).toBeGreaterThan(0.999999);
    });
  });

  it('give vectors of length 1 with normalize, so that a product is a cosine', async () => {
    const encoder = new TransformersTextEncoder({ ...textTower, normalize: true });
    await encoder.load();
    const { data } = await encoder.encode([texts[0]!.text]);
    expect(Math.hypot(...data)).toBeCloseTo(1, 6);
    expect(cosine(data, texts[0]!.embeds)).toBeGreaterThan(0.99999);
  });

  it('are not taken for each other', async () => {
    const wrongText = new TransformersTextEncoder({ ...textTower, modelFile: 'vision_model' });
    await expect(wrongText.load()).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining('modelFile: "text_model"'),
    });
    const wrongImage = new TransformersImageEncoder({ ...imageTower, modelFile: 'text_model' });
    await expect(wrongImage.load()).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining('modelFile: "vision_model"'),
    });
  });
});
