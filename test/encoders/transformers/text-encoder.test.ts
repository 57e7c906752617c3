import { describe, expect, it } from 'vitest';
import {
  TransformersTextEncoder,
  type TransformersTextEncoderOptions,
} from '../../../src/encoders/transformers-text-encoder.js';
import { textEncoderConformance } from '../../../src/testing/index.js';
import { cosine, difference, reference, row, tinyModel } from './models.js';

const model = tinyModel('tiny-distilbert');
const { rows, maxTokens } = reference.distilbert;
const texts = rows.map(({ text }) => text);

async function open(options: TransformersTextEncoderOptions = {}) {
  const encoder = new TransformersTextEncoder({ model, maxTokens, ...options });
  await encoder.load();
  return encoder;
}

describe('vectors', () => {
  it.each(['cls', 'mean'] as const)('equal PyTorch with %s pooling', async (pooling) => {
    const encoder = await open({ pooling });
    const matrix = await encoder.encode(texts);
    expect(matrix).toMatchObject({ rows: texts.length, dimensions: 32 });
    rows.forEach((expected, index) => {
      expect(difference(row(matrix, index), expected[pooling]), expected.text).toBeLessThan(1e-4);
      expect(cosine(row(matrix, index), expected[pooling]), expected.text).toBeGreaterThan(0.99999);
    });
    await encoder.dispose();
  });

  it.each(['cls', 'mean'] as const)(
    'are the same alone and in any batch with %s pooling',
    async (pooling) => {
      const encoder = await open({ pooling });
      const together = await encoder.encode(texts);
      const reversed = await encoder.encode([...texts].reverse());
      for (const [index, text] of texts.entries()) {
        const alone = (await encoder.encode([text])).data;
        expect(difference(alone, row(together, index))).toBeLessThan(1e-5);
        expect(difference(alone, row(reversed, texts.length - 1 - index))).toBeLessThan(1e-5);
      }
    },
  );

  it('do not depend on the size of runs', async () => {
    const one = await open({ tokensPerRun: 1 });
    const three = await open({ tokensPerRun: 40 });
    expect(difference((await one.encode(texts)).data, (await three.encode(texts)).data)).toBeLessThan(1e-5);
    expect(one.fingerprint).toBe(three.fingerprint);
  });

  it('of a long text see the first maxTokens tokens only', async () => {
    const encoder = await open();
    const long = 'good shoes '.repeat(40);
    const [a, b] = [await encoder.encode([long]), await encoder.encode([`${long} bad`])];
    expect(difference(a.data, b.data)).toBe(0);
    const wider = await open({ maxTokens: 32 });
    expect(difference(a.data, (await wider.encode([long])).data)).toBeGreaterThan(1e-3);
  });

  it('have length 1 with normalize', async () => {
    const encoder = await open({ normalize: true });
    const matrix = await encoder.encode(texts);
    rows.forEach((expected, index) => {
      expect(Math.hypot(...row(matrix, index))).toBeCloseTo(1, 6);
      expect(cosine(row(matrix, index), expected.cls)).toBeGreaterThan(0.99999);
    });
  });

  it('are finite for every kind of odd text', async () => {
    const encoder = await open();
    const odd = ['', ' ', '\0', '\uD800', '\u202Eabc', 'é'.repeat(3000), '[CLS][SEP]', '\u{1F469}‍\u{1F467}'];
    const { data } = await encoder.encode(odd);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('of no texts are an empty matrix', async () => {
    expect(await (await open()).encode([])).toEqual({ data: new Float32Array(0), rows: 0, dimensions: 32 });
  });
});

describe('identity', () => {
  it('is hidden until load and after dispose', async () => {
    const encoder = new TransformersTextEncoder({ model });
    const notLoaded = expect.objectContaining({ code: 'NOT_FITTED' });
    expect(() => encoder.dimensions).toThrow(notLoaded);
    expect(() => encoder.fingerprint).toThrow(notLoaded);
    expect(() => encoder.describe()).toThrow(notLoaded);
    await expect(encoder.encode(['a'])).rejects.toThrow(notLoaded);
    await encoder.load();
    expect(encoder.dimensions).toBe(32);
    await encoder.dispose();
    await encoder.dispose();
    await expect(encoder.encode(['a'])).rejects.toThrow(notLoaded);
  });

  it('knows the dimensions of the default model before load', () => {
    expect(new TransformersTextEncoder().dimensions).toBe(768);
    expect(new TransformersTextEncoder({ model, dimensions: 32 }).dimensions).toBe(32);
  });

  it('has a fingerprint that follows what changes vectors, and nothing else', async () => {
    const fingerprints = new Set<string>();
    const changes: TransformersTextEncoderOptions[] = [
      {},
      { pooling: 'mean' },
      { maxTokens: 8 },
      { normalize: true },
      { model: tinyModel('tiny-distilbert-fill-mask'), output: 'logits' },
    ];
    for (const change of changes) fingerprints.add((await open(change)).fingerprint);
    expect(fingerprints.size).toBe(changes.length);
    for (const same of [
      {},
      { batchSize: 2 },
      { tokensPerRun: 50 },
      { threads: 1 },
      { offline: true },
      { dimensions: 32 },
    ]) {
      expect(fingerprints).toContain((await open(same)).fingerprint);
    }
    expect([...fingerprints][0]).toMatch(/^[0-9a-f]{64}$/);
  });

  it('describes the resolved plan', async () => {
    const encoder = await open({ maxTokens: 500, dtype: 'fp32' });
    expect(encoder.describe()).toEqual({
      model,
      revision: 'main',
      commit: null,
      dtype: 'fp32',
      file: `${model}/onnx/model.onnx`,
      output: 'last_hidden_state',
      isTapped: false,
      pooling: 'cls',
      normalize: false,
      dimensions: 32,
      maxTokens: 48,
      paddedTokens: null,
      tokensPerRun: 512,
      textsPerRun: null,
    });
  });

  it('can be rebuilt from config()', async () => {
    const encoder = await open({ pooling: 'mean' });
    const config = JSON.parse(JSON.stringify(encoder.config())) as TransformersTextEncoderOptions;
    const twin = new TransformersTextEncoder(config);
    await twin.load();
    expect(twin.fingerprint).toBe(encoder.fingerprint);
    expect(twin.config()).toEqual(encoder.config());
  });
});

describe('options', () => {
  it.each<[string, object]>([
    ['unknown option', { pool: 'mean' }],
    ['pooling must be', { pooling: 'sum' }],
    ['maxTokens must be', { maxTokens: 2 }],
    ['tokensPerRun must be', { tokensPerRun: 0 }],
    ['dtype must be', { dtype: 'float32' }],
    ['batchSize must be', { batchSize: 0 }],
    ['threads must be', { threads: 1.5 }],
    ['dimensions must be', { dimensions: -1 }],
    ['model must be', { model: 'a/b/c' }],
    ['model must be', { model: 'a/..' }],
    ['give one of the two', { model: './a', localModelPath: './b' }],
    ['revision must be', { revision: '../main' }],
    ['modelFile must be', { modelFile: '../../secret' }],
  ])('%s: refused', (message, options) => {
    expect(() => new TransformersTextEncoder(options as TransformersTextEncoderOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(message) }),
    );
  });
});

describe('lifecycle', () => {
  it('rejects with ABORTED before and during a call', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    const encoder = new TransformersTextEncoder({ model });
    await expect(encoder.load({ signal })).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
    await encoder.load();
    await expect(encoder.encode(['a'], { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    const controller = new AbortController();
    const running = encoder.encode(
      Array.from({ length: 200 }, (_, index) => `text ${index}`),
      { signal: controller.signal },
    );
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('loads once when load is called twice at the same time', async () => {
    const encoder = new TransformersTextEncoder({ model });
    await Promise.all([encoder.load(), encoder.load()]);
    expect((await encoder.encode(['good shoes'])).rows).toBe(1);
  });
});

describe('conformance', () => {
  const checks = textEncoderConformance(() => new TransformersTextEncoder({ model }), {
    makeOther: () => new TransformersTextEncoder({ model, pooling: 'mean' }),
    honoursAbort: true,
  });
  for (const check of checks) it(check.name, check.run);
});
