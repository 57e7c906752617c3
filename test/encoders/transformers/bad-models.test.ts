import { appendFile, mkdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import {
  TransformersTextEncoder,
  type TransformersTextEncoderOptions,
} from '../../../src/encoders/transformers-text-encoder.js';
import { copyModel, scratchFolder, tinyModel } from './models.js';

async function refusal(encoder: { load(): Promise<void>; readonly fingerprint: string }) {
  const error: unknown = await encoder.load().then(
    () => {
      throw new Error('the model was accepted');
    },
    (reason: unknown) => reason,
  );
  expect(() => encoder.fingerprint).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
  return error as { code: string; message: string; data: Record<string, unknown> };
}

const refuseText = (options: TransformersTextEncoderOptions) => refusal(new TransformersTextEncoder(options));

describe('a wrong output', () => {
  it('names what the graph offers, inner tensors included, when a name is neither', async () => {
    const { code, message, data } = await refuseText({
      model: tinyModel('tiny-distilbert'),
      output: 'pooled',
    });
    expect(code).toBe('MODEL_OUTPUT');
    expect(message).toContain('neither an output nor an inner tensor "pooled"');
    expect(message).toMatch(/offers last_hidden_state \[batch_size, sequence_length, 32\]/);
    expect(data.inner).toContain('/model/transformer/layer.1/ffn/activation/Mul_1_output_0');
  });

  it('fill-mask export of a kind that is not known: names the tensors to choose from', async () => {
    const model = await copyModel('tiny-distilbert-fill-mask');
    await writeFile(join(model, 'config.json'), '{"model_type": "unheard-of"}');
    const { code, message, data } = await refuseText({ model });
    expect(code).toBe('MODEL_OUTPUT');
    expect(message).toMatch(/offers logits \[batch_size, sequence_length, \d+\]/);
    expect(message).toContain('not an embedding');
    const hidden = '/model/distilbert/transformer/layer.1/output_layer_norm/LayerNormalization_output_0';
    expect(data.inner).toContain(hidden);
    const named = new TransformersTextEncoder({ model, output: hidden });
    await named.load();
    expect(named.dimensions).toBe(32);
  });

  it('fill-mask export: gives logits when asked by name', async () => {
    const encoder = new TransformersTextEncoder({
      model: tinyModel('tiny-distilbert-fill-mask'),
      output: 'logits',
    });
    await encoder.load();
    expect(encoder.dimensions).toBe(147);
  });

  it('classifier of a kind that is not known: is not taken for an image encoder', async () => {
    const model = await copyModel('tiny-resnet-classifier');
    await writeFile(join(model, 'config.json'), '{}');
    for (const dimensions of [null, 10, 2048]) {
      const { code, message } = await refusal(new TransformersImageEncoder({ model, dimensions }));
      expect(code).toBe('MODEL_OUTPUT');
      expect(message).toContain('offers logits [batch, 10]');
      expect(message).toMatch(/Flatten/);
    }
  });

  it('an only output is taken when its width is declared, and only then', async () => {
    const model = tinyModel('tiny-resnet');
    const { code } = await refusal(new TransformersImageEncoder({ model }));
    expect(code).toBe('MODEL_OUTPUT');
    const declared = new TransformersImageEncoder({ model, dimensions: 32 });
    await declared.load();
    expect(declared.describe().output).toBe('output');
  });

  it('wrong width: names both', async () => {
    const { code, message } = await refuseText({ model: tinyModel('tiny-distilbert'), dimensions: 768 });
    expect(code).toBe('MODEL_OUTPUT');
    expect(message).toContain('32 dimensions, but 768 were expected');
    expect(message).toContain('set dimensions: 32');
  });

  it('the default model must be 768 and 2048 wide, also in a local folder', async () => {
    const text = await refuseText({ localModelPath: tinyModel('tiny-distilbert') });
    expect(text.message).toContain('768 were expected');
    const image = await refusal(new TransformersImageEncoder({ localModelPath: tinyModel('tiny-resnet') }));
    expect(image.message).toContain('2048 were expected');
  });

  it('wrong rank: names the shape and the poolings that fit', async () => {
    const flat = await refuseText({
      model: tinyModel('tiny-distilbert'),
      output: 'last_hidden_state',
      pooling: 'none',
    });
    expect(flat.message).toContain('shape [1, 2, 32]');
    expect(flat.message).toContain('"cls" or "last" or "max" or "mean"');
    const embeds = { model: tinyModel('tiny-clip'), modelFile: 'text_model', output: 'text_embeds' };
    const pooled = await refuseText({ ...embeds, pooling: 'cls' });
    expect(pooled.code).toBe('MODEL_OUTPUT');
    expect(pooled.message).toContain('can be pooled with "none"');
  });

  it('wrong picture size: names both', async () => {
    const { code, message } = await refusal(
      new TransformersImageEncoder({
        model: tinyModel('tiny-clip'),
        modelFile: 'vision_model',
        preprocessing: { crop: 24 },
      }),
    );
    expect(code).toBe('MODEL_OUTPUT');
    expect(message).toContain('[images, 3, 24, 24]');
    expect(message).toContain('[batch, 3, 32, 32]');
  });
});

describe('a file that cannot be had', () => {
  it.each([
    ['tokenizer.json', 'tokenizer.json'],
    ['tokenizer_config.json', 'tokenizer_config.json'],
    ['onnx/model.onnx', 'onnx/model.onnx'],
  ])('%s missing in a folder', async (removed, named) => {
    const model = await copyModel('tiny-distilbert');
    await rm(join(model, removed));
    const { code, message, data } = await refuseText({ model });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain(`"${named}"`);
    expect(message).toContain(`Looked in "${model}"`);
    expect(data).toMatchObject({ folders: [model], downloadAllowed: false });
  });

  it('a folder that does not exist', async () => {
    const { code, message } = await refuseText({ model: './no/such/folder' });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain('no/such/folder');
  });

  it('offline and not in the cache: names the cache folder and the ways out', async () => {
    const cacheDir = await scratchFolder();
    const { code, message } = await refuseText({ model: 'some/model', cacheDir, offline: true });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain(join(cacheDir, 'some', 'model'));
    expect(message).toMatch(/offline: true.*localModelPath/);
  });

  it('another precision than the folder has', async () => {
    const { message } = await refuseText({ model: tinyModel('tiny-distilbert'), dtype: 'q8' });
    expect(message).toContain('"onnx/model_quantized.onnx" or "model_quantized.onnx"');
  });

  it('localModelPath: both layouts are looked through', async () => {
    const localModelPath = await scratchFolder();
    const { message } = await refuseText({ model: 'some/model', localModelPath });
    expect(message).toContain(`"${localModelPath}" and "${join(localModelPath, 'some/model')}"`);
  });
});

describe('a damaged file', () => {
  it('cut off graph', async () => {
    const model = await copyModel('tiny-distilbert');
    await truncate(join(model, 'onnx/model.onnx'), 5000);
    const { code, message } = await refuseText({ model });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain('not a usable ONNX model');
  });

  it('empty graph', async () => {
    const model = await copyModel('tiny-distilbert');
    await truncate(join(model, 'onnx/model.onnx'), 0);
    expect(await refuseText({ model })).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('Git LFS pointer', async () => {
    const model = await copyModel('tiny-distilbert');
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 265\n';
    await writeFile(join(model, 'onnx/model.onnx'), pointer);
    const { code, message } = await refuseText({ model });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain('git lfs pull');
  });

  it.each(['tokenizer.json', 'tokenizer_config.json', 'config.json'])('%s is not JSON', async (name) => {
    const model = await copyModel('tiny-distilbert');
    await appendFile(join(model, name), '}');
    const { code, message } = await refuseText({ model });
    expect(code).toBe('MODEL_NOT_FOUND');
    expect(message).toContain('is not a JSON object');
  });

  it('tokenizer of nonsense', async () => {
    const model = await copyModel('tiny-distilbert');
    await writeFile(join(model, 'tokenizer.json'), '{}');
    expect(await refuseText({ model })).toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining('not a usable tokenizer'),
    });
  });

  it('preprocessing that is not supported, unless it is all given', async () => {
    const model = await copyModel('tiny-resnet');
    await writeFile(join(model, 'preprocessor_config.json'), '{"size": 24, "do_pad": true}');
    const { code, message } = await refusal(new TransformersImageEncoder({ model, dimensions: 32 }));
    expect(code).toBe('INVALID_OPTIONS');
    expect(message).toContain('"do_pad": true');
    const preprocessing = {
      size: 32,
      crop: 24,
      kernel: 'cubic',
      rescale: 1,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: 'rgb',
      shrinkOnLoad: false,
    } as const;
    const given = new TransformersImageEncoder({ model, dimensions: 32, preprocessing });
    await given.load();
    expect(given.describe().preprocessing).toMatchObject({ size: 32, rescale: 1 });
  });
});

describe('trying again', () => {
  it('works once the file is there, with the same encoder', async () => {
    const model = await copyModel('tiny-distilbert');
    const aside = join(model, 'aside.onnx');
    await rename(join(model, 'onnx/model.onnx'), aside);
    const encoder = new TransformersTextEncoder({ model });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    // This time at the root of the folder, where some exports keep it.
    await rename(aside, join(model, 'model.onnx'));
    await encoder.load();
    expect((await encoder.encode(['good shoes'])).rows).toBe(1);
  });

  it('works when tokenizer_config.json comes late', async () => {
    const model = await copyModel('tiny-distilbert');
    const settings = join(model, 'tokenizer_config.json');
    await rename(settings, `${settings}.aside`);
    const encoder = new TransformersTextEncoder({ model });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await rename(`${settings}.aside`, settings);
    await encoder.load();
    expect(encoder.dimensions).toBe(32);
  });

  it('a folder with names in localModelPath is found', async () => {
    const localModelPath = await scratchFolder();
    await mkdir(join(localModelPath, 'some'));
    const copy = await copyModel('tiny-distilbert');
    await rename(copy, join(localModelPath, 'some/model'));
    const encoder = new TransformersTextEncoder({ model: 'some/model', localModelPath });
    await encoder.load();
    expect(encoder.describe().file).toBe(join(localModelPath, 'some/model/onnx/model.onnx'));
  });
});
