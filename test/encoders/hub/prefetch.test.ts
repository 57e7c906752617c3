import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { readModelFile } from '../../../src/onnx/inspect.js';
import { writeOnnxModel } from '../../../src/onnx/write-model.js';
import { MultimodalRecommender } from '../../../src/recommender.js';
import { copyModel, difference, reference, scratchFolder, tinyModel } from '../transformers/models.js';
import { hubAndCache } from './helpers.js';
import { gitHash, sha256 } from './hub-server.js';
import { filesOfTinyModel } from './model-server.js';

afterEach(() => vi.unstubAllEnvs());

async function hubWith(...models: string[]) {
  const { hub, cacheDir } = await hubAndCache();
  const files = Object.assign({}, ...(await Promise.all(models.map(filesOfTinyModel)))) as Record<
    string,
    Buffer
  >;
  const commit = hub.commit(files);
  return { hub, cacheDir, commit, files, options: { model: 'some/model', cacheDir } };
}

describe('prefetch of an encoder', () => {
  it('gives every file that load needs, with commit, size and hash', async () => {
    const { hub, commit, files, options } = await hubWith('tiny-distilbert');
    const fetched = await new TransformersTextEncoder(options).prefetch();
    expect(fetched).toMatchObject({ model: 'some/model', revision: 'main', commit });
    const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'];
    expect(fetched.files.map(({ name }) => name)).toEqual(names);
    for (const { name, path, bytes, hash } of fetched.files) {
      const content = files[name]!;
      expect((await readFile(path)).equals(content)).toBe(true);
      expect(bytes).toBe(content.length);
      expect(hash).toBe(name.endsWith('.onnx') ? sha256(content) : gitHash(content));
    }
    hub.stop();
    const encoder = new TransformersTextEncoder(options);
    await encoder.load();
    expect(encoder.dimensions).toBe(32);
  });

  it('mends what is damaged', async () => {
    const { hub, options } = await hubWith('tiny-distilbert');
    const encoder = new TransformersTextEncoder(options);
    const { files } = await encoder.prefetch();
    for (const { path } of files) await writeFile(path, 'spoiled');
    hub.requests.length = 0;
    await encoder.prefetch();
    expect(hub.downloads).toEqual(files.map(({ name }) => name));
    await encoder.load();
  });

  it('moves to the present commit when told to, and load follows', async () => {
    const { hub, commit, files, options } = await hubWith('tiny-distilbert');
    await new TransformersTextEncoder(options).prefetch();
    const next = hub.commit({ ...files, 'config.json': Buffer.from('{"max_position_embeddings":7}') });
    expect((await new TransformersTextEncoder(options).prefetch()).commit).toBe(commit);
    expect((await new TransformersTextEncoder(options).prefetch({ update: true })).commit).toBe(next);
    const encoder = new TransformersTextEncoder({ ...options, offline: true });
    await encoder.load();
    expect(encoder.describe()).toMatchObject({ commit: next, revision: 'main', maxTokens: 7 });
  });

  it('does not move when the update fails half-way', async () => {
    const { hub, commit, files, options } = await hubWith('tiny-distilbert');
    await new TransformersTextEncoder(options).prefetch();
    hub.commit({ ...files, 'config.json': Buffer.from('{}'), 'onnx/model.onnx': Buffer.from('new weights') });
    hub.misbehave = ({ host }) => (host === 'storage' ? { kind: 'status', status: 403 } : undefined);
    await expect(new TransformersTextEncoder(options).prefetch({ update: true })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    const encoder = new TransformersTextEncoder(options);
    await encoder.load();
    expect(encoder.describe().commit).toBe(commit);
  });

  it('refuses to update offline, and refuses an aborted signal', async () => {
    const { options } = await hubWith('tiny-distilbert');
    const offline = new TransformersTextEncoder({ ...options, offline: true });
    await expect(offline.prefetch({ update: true })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    const encoder = new TransformersTextEncoder(options);
    await expect(encoder.prefetch({ signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });

  it('lists the files of a folder, of which no commit and no hash is known', async () => {
    const model = tinyModel('tiny-distilbert');
    const fetched = await new TransformersTextEncoder({ model }).prefetch({ update: true });
    expect(fetched).toMatchObject({ model, commit: null });
    expect(fetched.files.map(({ hash }) => hash)).toEqual([null, null, null, null]);
    const broken = await copyModel('tiny-distilbert');
    await rm(join(broken, 'onnx/model.onnx'));
    await expect(new TransformersTextEncoder({ model: broken }).prefetch()).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });
});

describe('weights in files of their own', () => {
  it('are fetched where config.json announces them', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const files = await filesOfTinyModel('tiny-distilbert');
    const config = JSON.parse(files['config.json']!.toString());
    config['transformers.js_config'] = { use_external_data_format: { 'model.onnx': 2 } };
    hub.commit({
      ...files,
      'config.json': JSON.stringify(config),
      'onnx/model.onnx_data': 'first part',
      'onnx/model.onnx_data_1': 'second part',
    });
    const fetched = await new TransformersTextEncoder({ model: 'some/model', cacheDir }).prefetch();
    expect(fetched.files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model.onnx_data_1']),
    );
  });
});

describe('weights in a file that only the graph names', () => {
  /** The tiny model, with its numbers in `onnx/numbers.bin`. */
  async function splitModel() {
    const files = await filesOfTinyModel('tiny-distilbert');
    const file = tinyModel('tiny-distilbert/onnx/model.onnx');
    const split = writeOnnxModel(await readModelFile('test', file), () => 'numbers.bin');
    return { ...files, 'onnx/model.onnx': Buffer.from(split), 'onnx/numbers.bin': files['onnx/model.onnx']! };
  }

  it('are fetched, hashed and read through the links of the cache', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const files = await splitModel();
    hub.isLarge = (name) => name.startsWith('onnx/');
    hub.commit(files);
    const options = { model: 'some/model', cacheDir };
    const encoder = new TransformersTextEncoder(options);
    await encoder.load();
    expect(hub.downloads).toContain('onnx/numbers.bin');
    const { data } = await encoder.encode(['good shoes']);
    expect(difference(data, reference.distilbert.rows[0]!.cls)).toBeLessThan(1e-4);

    const other = Buffer.from(files['onnx/numbers.bin']);
    other.writeFloatLE(other.readFloatLE(other.length >> 1) + 1, other.length >> 1);
    const commit = hub.commit({ ...files, 'onnx/numbers.bin': other });
    const changed = new TransformersTextEncoder({ ...options, revision: commit });
    await changed.load();
    expect(changed.fingerprint).not.toBe(encoder.fingerprint);
  });

  it('a graph without them is as good as none', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const { 'onnx/numbers.bin': _, ...rest } = await splitModel();
    hub.isLarge = (name) => name.startsWith('onnx/');
    hub.commit(rest);
    for (const call of ['prefetch', 'load'] as const) {
      await expect(
        new TransformersTextEncoder({ model: 'some/model', cacheDir })[call](),
      ).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining('"onnx/numbers.bin"'),
      });
    }
  });

  it.each(['../numbers.bin', '/etc/passwd', 'sub/../../numbers.bin'])(
    'outside the folder are refused: %s',
    async (name) => {
      const { hub, cacheDir } = await hubAndCache();
      const file = tinyModel('tiny-distilbert/onnx/model.onnx');
      const split = writeOnnxModel(await readModelFile('test', file), () => name);
      hub.commit({ ...(await filesOfTinyModel('tiny-distilbert')), 'onnx/model.onnx': Buffer.from(split) });
      await expect(
        new TransformersTextEncoder({ model: 'some/model', cacheDir }).load(),
      ).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining(`keeps weights in "${name}", which is not beside it`),
      });
    },
  );
});

describe('the commit of the weights', () => {
  it('is in the configuration, so that another machine loads the same', async () => {
    const { hub, commit, files, options } = await hubWith('tiny-distilbert');
    const encoder = new TransformersTextEncoder(options);
    expect(encoder.config()).toMatchObject({ revision: 'main' });
    await encoder.load();
    expect(encoder.describe()).toMatchObject({ revision: 'main', commit });
    const config = JSON.parse(JSON.stringify(encoder.config()));
    expect(config.revision).toBe(commit);
    hub.commit({ ...files, 'config.json': Buffer.from('{"max_position_embeddings":7}') });
    const elsewhere = new TransformersTextEncoder({ ...config, cacheDir: await scratchFolder() });
    await elsewhere.load();
    expect(elsewhere.describe().commit).toBe(commit);
    expect(elsewhere.fingerprint).toBe(encoder.fingerprint);
  });

  it('is in the configuration of an image encoder', async () => {
    const { commit, options } = await hubWith('tiny-resnet');
    const encoder = new TransformersImageEncoder({ ...options, dimensions: 32 });
    await encoder.load();
    expect(encoder.config()).toMatchObject({ revision: commit });
    expect(encoder.describe()).toMatchObject({ revision: 'main', commit });
  });
});

describe('prefetch of a recommender', () => {
  it('fetches the files of all encoders that have any, and reports progress', async () => {
    const { commit, options } = await hubWith('tiny-distilbert', 'tiny-clip');
    const recommender = new MultimodalRecommender({
      textEncoder: new TransformersTextEncoder(options),
      imageEncoder: new TransformersImageEncoder({ ...options, modelFile: 'vision_model' }),
    });
    const onProgress = vi.fn();
    const fetched = await recommender.prefetch({ onProgress });
    expect(fetched.map(({ modality, commit: of }) => [modality, of])).toEqual([
      ['review', commit],
      ['image', commit],
    ]);
    expect(fetched[1]!.files.map(({ name }) => name)).toContain('onnx/vision_model.onnx');
    const files = new Set(onProgress.mock.calls.map(([event]) => event.file));
    expect(files).toContain('onnx/model.onnx');
    expect(files).toContain('onnx/vision_model.onnx');
  });

  it('is nothing to do for encoders without files', async () => {
    const { ColorTextureImageEncoder } = await import('../../../src/encoders/color-texture-image-encoder.js');
    const recommender = new MultimodalRecommender({
      textEncoder: null,
      imageEncoder: new ColorTextureImageEncoder(),
    });
    expect(await recommender.prefetch()).toEqual([]);
  });
});
