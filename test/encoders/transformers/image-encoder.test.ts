import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  TransformersImageEncoder,
  type TransformersImageEncoderOptions,
} from '../../../src/encoders/transformers-image-encoder.js';
import { imageEncoderConformance } from '../../../src/testing/index.js';
import { cosine, difference, pictures, reference, row, tinyModel } from './models.js';

const model = tinyModel('tiny-resnet');
const { rows } = reference.resnet;

async function open(options: TransformersImageEncoderOptions = {}) {
  const encoder = new TransformersImageEncoder({ model, output: 'output', ...options });
  await encoder.load();
  return encoder;
}

describe('vectors', () => {
  it('equal PyTorch, whether the picture is resized or not', async () => {
    const matrix = await (await open()).encode(pictures);
    expect(matrix).toMatchObject({ rows: pictures.length, dimensions: 32 });
    expect(new Set(rows.map(({ identity }) => identity))).toEqual(new Set([true, false]));
    rows.forEach(({ pooled, width, height }, index) => {
      const found = row(matrix, index);
      expect(difference(found, pooled), `${width} x ${height}`).toBeLessThan(1e-4);
      expect(cosine(found, pooled), `${width} x ${height}`).toBeGreaterThan(0.9999999);
    });
  });

  it('differ from picture to picture', async () => {
    const matrix = await (await open()).encode(pictures);
    expect(difference(row(matrix, 0), row(matrix, 1))).toBeGreaterThan(1e-2);
  });

  it('are the same alone and in any batch', async () => {
    const together = await (await open({ imagesPerRun: 3 })).encode(pictures);
    const encoder = await open();
    for (const [index, picture] of pictures.entries()) {
      expect(difference((await encoder.encode([picture])).data, row(together, index))).toBeLessThan(1e-5);
    }
  });

  it('are logits only when logits are asked for', async () => {
    const encoder = new TransformersImageEncoder({
      model: tinyModel('tiny-resnet-classifier'),
      output: 'logits',
    });
    await encoder.load();
    const matrix = await encoder.encode(pictures);
    rows.forEach(({ logits }, index) => {
      expect(difference(row(matrix, index), logits)).toBeLessThan(1e-4);
    });
  });

  it('have length 1 with normalize', async () => {
    const matrix = await (await open({ normalize: true })).encode(pictures);
    expect(Math.hypot(...row(matrix, 2))).toBeCloseTo(1, 6);
  });

  it('follow the EXIF orientation and take grey and transparent pictures', async () => {
    const encoder = await open();
    const upright = pictures[1]!;
    const turned = new Uint8Array(
      await sharp(upright).rotate(90).withMetadata({ orientation: 8 }).png().toBuffer(),
    );
    const white = { r: 255, g: 255, b: 255 };
    const grey = await sharp({ create: { width: 40, height: 32, channels: 3, background: white } })
      .greyscale()
      .png()
      .toBuffer();
    const clear = await sharp({
      create: { width: 40, height: 32, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const matrix = await encoder.encode([upright, turned, new Uint8Array(grey), new Uint8Array(clear)]);
    expect(difference(row(matrix, 0), row(matrix, 1))).toBeLessThan(1e-5);
    expect(difference(row(matrix, 2), row(matrix, 3))).toBeLessThan(1e-5);
  });

  it('cannot be made from what is no image', async () => {
    const encoder = await open();
    const broken = [
      new Uint8Array(0),
      new TextEncoder().encode('<html>404</html>'),
      pictures[0]!.slice(0, 300),
    ];
    for (const bytes of broken) {
      await expect(encoder.encode([bytes])).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    }
    expect((await encoder.encode([pictures[0]!])).rows).toBe(1);
  });
});

describe('identity', () => {
  it('is hidden until load', () => {
    const encoder = new TransformersImageEncoder({ model });
    expect(() => encoder.dimensions).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    expect(() => encoder.fingerprint).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    expect(new TransformersImageEncoder().dimensions).toBe(2048);
  });

  it('has a fingerprint that follows preprocessing and output, not batch and threads', async () => {
    const plain = (await open()).fingerprint;
    const changes: TransformersImageEncoderOptions[] = [
      { preprocessing: { size: 40 } },
      { preprocessing: { kernel: 'lanczos3' } },
      { preprocessing: { mean: [0, 0, 0] } },
      { preprocessing: { channelOrder: 'bgr' } },
      { preprocessing: { shrinkOnLoad: true } },
      { normalize: true },
    ];
    const others = await Promise.all(changes.map(async (change) => (await open(change)).fingerprint));
    expect(new Set([plain, ...others]).size).toBe(changes.length + 1);
    expect((await open({ batchSize: 2, imagesPerRun: 3, threads: 1, dimensions: 32 })).fingerprint).toBe(
      plain,
    );
  });

  it('describes the resolved plan', async () => {
    expect((await open()).describe()).toEqual({
      model,
      revision: 'main',
      commit: null,
      dtype: 'fp32',
      file: `${model}/model.onnx`,
      output: 'output',
      isTapped: false,
      pooling: 'none',
      normalize: false,
      dimensions: 32,
      preprocessing: {
        size: 32,
        crop: { width: 24, height: 24 },
        kernel: 'cubic',
        rescale: 1 / 255,
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
        channelOrder: 'rgb',
        shrinkOnLoad: false,
      },
      imagesPerRun: 4,
    });
  });

  it('takes a preset, which survives config()', async () => {
    const frame = { size: { width: 24, height: 24 }, crop: 24 };
    const encoder = await open({ preprocessing: { preset: 'keras-caffe', ...frame } });
    expect(encoder.describe().preprocessing).toEqual({
      ...frame,
      crop: { width: 24, height: 24 },
      kernel: 'nearest',
      rescale: 1,
      mean: [123.68, 116.779, 103.939],
      std: [1, 1, 1],
      channelOrder: 'bgr',
      shrinkOnLoad: false,
    });
    const matrix = await encoder.encode(pictures.slice(0, 1));
    expect(difference(matrix.data, rows[0]!.pooled)).toBeGreaterThan(1e-2);
    const byName = new TransformersImageEncoder({ preprocessing: 'keras-caffe' });
    expect(byName.config()).toMatchObject({ preprocessing: 'keras-caffe' });
  });

  it('can be rebuilt from config()', async () => {
    const encoder = await open({ preprocessing: { size: 36 } });
    const twin = new TransformersImageEncoder(
      JSON.parse(JSON.stringify(encoder.config())) as TransformersImageEncoderOptions,
    );
    await twin.load();
    expect(twin.fingerprint).toBe(encoder.fingerprint);
  });
});

describe('options', () => {
  it.each<[string, object]>([
    ['unknown option', { maxTokens: 3 }],
    ['pooling must be', { pooling: 'sum' }],
    ['imagesPerRun must be', { imagesPerRun: 0 }],
    ['preprocessing has resize', { preprocessing: { resize: 3 } }],
    ['preprocessing.mean', { preprocessing: { mean: [1] } }],
    ['preprocessing.std must not', { preprocessing: { std: [1, 0, 1] } }],
    ['preprocessing.size', { preprocessing: { crop: 0 } }],
    ['preprocessing.rescale', { preprocessing: { rescale: '1/255' } }],
    ['preprocessing.kernel', { preprocessing: { kernel: 'bicubic' } }],
    ['preprocessing.shrinkOnLoad', { preprocessing: { shrinkOnLoad: 'no' } }],
    ['preprocessing.channelOrder', { preprocessing: { channelOrder: 'rgba' } }],
    ['one of imagenet, keras-caffe; got "caffe"', { preprocessing: 'caffe' }],
    ['preprocessing.preset must be', { preprocessing: { preset: 'torch' } }],
  ])('%s: refused', (message, options) => {
    expect(() => new TransformersImageEncoder(options as TransformersImageEncoderOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
    );
  });
});

describe('lifecycle', () => {
  it('rejects with ABORTED', async () => {
    const encoder = await open();
    const signal = AbortSignal.abort();
    await expect(encoder.encode(pictures, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    const other = new TransformersImageEncoder({ model });
    await expect(other.load({ signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('conformance', () => {
  const checks = imageEncoderConformance(() => new TransformersImageEncoder({ model, dimensions: 32 }), {
    makeOther: () => new TransformersImageEncoder({ model, dimensions: 32, normalize: true }),
    honoursAbort: true,
  });
  for (const check of checks) it(check.name, check.run);
});
