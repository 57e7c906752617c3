import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { copyModel, difference, tinyModel } from './models.js';

const texts = ['good shoes', 'the colour is lovely and they fit', ''];

/** A model with settings as sentence-transformers writes them. */
async function withPooling(settings: object | string): Promise<string> {
  const model = await copyModel('tiny-distilbert');
  await mkdir(join(model, '1_Pooling'));
  const content = typeof settings === 'string' ? settings : JSON.stringify(settings);
  await writeFile(join(model, '1_Pooling/config.json'), content);
  return model;
}

const modes = (...on: string[]) => ({
  word_embedding_dimension: 32,
  pooling_mode_cls_token: false,
  pooling_mode_mean_tokens: false,
  pooling_mode_max_tokens: false,
  pooling_mode_mean_sqrt_len_tokens: false,
  pooling_mode_weightedmean_tokens: false,
  pooling_mode_lasttoken: false,
  include_prompt: true,
  ...Object.fromEntries(on.map((name) => [`pooling_mode_${name}`, true])),
});

async function load(options: ConstructorParameters<typeof TransformersTextEncoder>[0]) {
  const encoder = new TransformersTextEncoder(options);
  await encoder.load();
  return encoder;
}

describe('1_Pooling/config.json', () => {
  it.each([
    ['cls_token', 'cls'],
    ['mean_tokens', 'mean'],
    ['max_tokens', 'max'],
    ['lasttoken', 'last'],
  ] as const)('%s: pooled by %s where the options say nothing', async (mode, pooling) => {
    const told = await load({ model: await withPooling(modes(mode)) });
    expect(told.describe().pooling).toBe(pooling);
    const explicit = await load({ model: tinyModel('tiny-distilbert'), pooling });
    const expected = (await explicit.encode(texts)).data;
    expect(difference((await told.encode(texts)).data, expected)).toBe(0);
    expect(told.fingerprint).toBe(explicit.fingerprint);
  });

  it('the four poolings give four vectors', async () => {
    const vectors = new Set<string>();
    for (const mode of ['cls_token', 'mean_tokens', 'max_tokens', 'lasttoken']) {
      const encoder = await load({ model: await withPooling(modes(mode)) });
      vectors.add(String((await encoder.encode([texts[1]!])).data));
    }
    expect(vectors.size).toBe(4);
  });

  it('an option stands over it, also over settings that cannot be used', async () => {
    const mean = await load({ model: await withPooling(modes('mean_tokens')), pooling: 'cls' });
    expect(mean.describe().pooling).toBe('cls');
    const two = await load({ model: await withPooling(modes('mean_tokens', 'max_tokens')), pooling: 'max' });
    expect(two.describe().pooling).toBe('max');
  });

  it('without the file it is the first token', async () => {
    expect((await load({ model: tinyModel('tiny-distilbert') })).describe().pooling).toBe('cls');
  });

  it.each<[string, object, string]>([
    ['two at once', modes('cls_token', 'mean_tokens'), 'pooling_mode_cls_token + pooling_mode_mean_tokens'],
    ['one that is not ours', modes('mean_sqrt_len_tokens'), 'pooling_mode_mean_sqrt_len_tokens'],
    ['none', modes(), 'no pooling'],
  ])('%s: refused, since another would give wrong vectors', async (_case, settings, named) => {
    const model = await withPooling(settings);
    const encoder = new TransformersTextEncoder({ model });
    await expect(encoder.load()).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      message: expect.stringContaining(named),
      data: { file: join(model, '1_Pooling/config.json') },
    });
  });

  it('a file that is no JSON is damaged', async () => {
    const encoder = new TransformersTextEncoder({ model: await withPooling('{"pooling_mode') });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });
});
