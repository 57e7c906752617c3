import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inputOfProjection, lastTensorOf } from '../../src/onnx/find-embedding.js';
import { keepFirstToken } from '../../src/onnx/first-token.js';
import { readOnnxModel } from '../../src/onnx/read-model.js';
import { selectOutput } from '../../src/onnx/select-outputs.js';
import type { TensorOutput } from '../../src/onnx/session.js';
import { cosine, difference } from '../encoders/transformers/models.js';
import { compute, textBatch, wave, withoutNames } from './graphs.js';

/**
 * Models of full size, as `test/fixtures/models/build_full.py` makes them, too large for the repository: name their folder in
 * MULTIMODAL_FULL_MODELS.
 */
const folder = process.env.MULTIMODAL_FULL_MODELS ?? '';
const file = (name: string) => join(folder, name);
const has = (name: string) => folder !== '' && existsSync(file(name));
const reason = folder === '' ? ' (skipped: MULTIMODAL_FULL_MODELS names no folder)' : '';

const feeds = textBatch(['input_ids', 'attention_mask'], [33, 7, 20], 30_000);
const SCOPE = /(^|\/)distilbert\/transformer\//;

/** The first token of every input. */
function firstTokens({ data, dims }: TensorOutput): Float32Array {
  const [rows, tokens, width] = dims as [number, number, number];
  return Float32Array.from({ length: rows * width }, (_, place) => {
    return data[Math.floor(place / width) * tokens * width + (place % width)]!;
  });
}

describe(`models of full size${reason}`, () => {
  it.runIf(has('distilbert-fill-mask/onnx/model.onnx'))(
    'hidden states from an export that fills masks',
    async () => {
      const whole = await readOnnxModel(file('distilbert/onnx/model.onnx'));
      const filling = await readOnnxModel(file('distilbert-fill-mask/onnx/model.onnx'));
      const hidden = lastTensorOf(filling, SCOPE)!;
      const expected = await compute(selectOutput(whole, 'last_hidden_state'), feeds);
      expect(
        difference((await compute(selectOutput(filling, hidden), feeds)).data, expected.data),
      ).toBeLessThan(1e-4);
      const bare = withoutNames(filling);
      const found = inputOfProjection(bare, 'logits', 2)!;
      expect(difference((await compute(selectOutput(bare, found), feeds)).data, expected.data)).toBeLessThan(
        1e-4,
      );
    },
  );

  it.runIf(has('distilbert-fill-mask-external/onnx/model.onnx'))('weights in another file', async () => {
    const inside = await readOnnxModel(file('distilbert-fill-mask/onnx/model.onnx'));
    const apart = await readOnnxModel(file('distilbert-fill-mask-external/onnx/model.onnx'));
    const [one, other] = [inside, apart].map((model) => selectOutput(model, lastTensorOf(model, SCOPE)!));
    const expected = await compute(one!, feeds);
    expect(difference((await compute(other!, feeds)).data, expected.data)).toBeLessThan(1e-4);
  });

  it.runIf(has('distilbert-fill-mask/onnx/model_quantized.onnx'))(
    'hidden states from a quantised export, by names and by the structure',
    async () => {
      const plain = await readOnnxModel(file('distilbert-fill-mask/onnx/model.onnx'));
      const quantised = await readOnnxModel(file('distilbert-fill-mask/onnx/model_quantized.onnx'));
      const hidden = lastTensorOf(quantised, SCOPE)!;
      expect(hidden).toBe(lastTensorOf(plain, SCOPE));
      expect(inputOfProjection(quantised, 'logits', 2)).toBe(hidden);
      const exact = firstTokens(await compute(selectOutput(plain, hidden), feeds));
      const near = firstTokens(await compute(selectOutput(quantised, hidden), feeds));
      expect(cosine(near, exact)).toBeGreaterThan(0.97);
      // The first token is scaled by its own range when the others are cut off: other roundings, and no worse ones.
      const tapped = selectOutput(quantised, hidden);
      const narrowed = keepFirstToken(tapped, true);
      expect(narrowed).not.toBe(tapped);
      const cut = firstTokens(await compute(narrowed, feeds));
      expect(cosine(cut, exact)).toBeGreaterThan(cosine(near, exact) - 1e-3);
      expect(cosine(cut, near)).toBeGreaterThan(0.99);
    },
  );

  it.runIf(has('distilbert/onnx/model_fp16.onnx'))('half precision is given out as float32', async () => {
    const half = await readOnnxModel(file('distilbert/onnx/model_fp16.onnx'));
    const inner = half.nodes.findLast(({ opType }) => opType === 'LayerNormalization')!.outputs[0]!;
    const { type, data } = await compute(selectOutput(half, inner), feeds);
    expect(type).toBe('float32');
    const whole = await readOnnxModel(file('distilbert/onnx/model.onnx'));
    const exact = await compute(selectOutput(whole, 'last_hidden_state'), feeds);
    expect(cosine(data, exact.data)).toBeGreaterThan(0.999);
  });

  it.runIf(has('distilbert/onnx/model.onnx'))('the first token only: same vectors', async () => {
    const model = selectOutput(await readOnnxModel(file('distilbert/onnx/model.onnx')), 'last_hidden_state');
    const narrowed = keepFirstToken(model, true);
    expect(narrowed).not.toBe(model);
    const [whole, cut] = [await compute(model, feeds), await compute(narrowed, feeds)];
    expect(cut.dims).toEqual([3, 1, 768]);
    expect(difference(cut.data, firstTokens(whole))).toBeLessThan(1e-5);
  });

  it.runIf(has('clip/onnx/vision_model.onnx'))("CLIP's class token only: same vectors", async () => {
    const model = selectOutput(await readOnnxModel(file('clip/onnx/vision_model.onnx')), 'image_embeds');
    const pictures = { pixel_values: { data: wave(2 * 3 * 224 * 224, 1), dims: [2, 3, 224, 224] } };
    const narrowed = keepFirstToken(model, false);
    expect(narrowed).not.toBe(model);
    const whole = await compute(model, pictures);
    expect(difference((await compute(narrowed, pictures)).data, whole.data)).toBeLessThan(1e-5);
  });

  it.runIf(has('resnet50-classifier/onnx/model.onnx'))('pooled features from a classifier', async () => {
    const plain = await readOnnxModel(file('resnet50/model.onnx'));
    const classifier = await readOnnxModel(file('resnet50-classifier/onnx/model.onnx'));
    const pictures = { data: wave(2 * 3 * 224 * 224, 1), dims: [2, 3, 224, 224] };
    const features = inputOfProjection(classifier, 'logits', 1)!;
    const expected = await compute(plain, { input: pictures });
    const { data } = await compute(selectOutput(classifier, features), { pixel_values: pictures });
    expect(difference(data, expected.data)).toBeLessThan(1e-4);
  });
});
