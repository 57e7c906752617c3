import dns from 'node:dns';
import { mkdir, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { difference, pictures, reference, scratchFolder } from '../transformers/models.js';
import { filesOf, hubAndCache } from './helpers.js';
import { filesOfTinyModel } from './model-server.js';

afterEach(() => vi.unstubAllEnvs());

/** Whatever would leave the process throws and is counted. */
function trapNetwork(): string[] {
  const attempts: string[] = [];
  const trap = (name: string) => () => {
    attempts.push(name);
    throw new Error(`the network was touched: ${name}`);
  };
  const realFetch = env.fetch;
  env.fetch = trap('env.fetch') as unknown as typeof env.fetch;
  const spies = [
    vi.spyOn(globalThis, 'fetch').mockImplementation(trap('fetch')),
    vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(trap('connect')),
    vi.spyOn(dns, 'lookup').mockImplementation(trap('lookup') as never),
    vi.spyOn(dns.promises, 'lookup').mockImplementation(trap('lookup') as never),
  ];
  onTestFinished(() => {
    env.fetch = realFetch;
    for (const spy of spies) spy.mockRestore();
  });
  return attempts;
}

describe('without a network', () => {
  it.each(['option', 'environment'])('a model in the cache works, forbidden by %s', async (by) => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit(await filesOfTinyModel('tiny-distilbert'));
    await new TransformersTextEncoder({ model: 'some/model', cacheDir }).prefetch();
    if (by === 'environment') vi.stubEnv('HF_HUB_OFFLINE', '1');
    const attempts = trapNetwork();
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir, offline: by === 'option' });
    await encoder.load();
    const { data } = await encoder.encode(['good shoes']);
    expect(difference(data, reference.distilbert.rows[0]!.cls)).toBeLessThan(1e-4);
    await encoder.prefetch();
    expect(attempts).toEqual([]);
  });

  it('a picture model works, and files that it lacks are not looked for', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit(await filesOfTinyModel('tiny-resnet'));
    const options = { model: 'some/model', cacheDir, dimensions: 32 };
    await new TransformersImageEncoder(options).prefetch();
    const attempts = trapNetwork();
    const encoder = new TransformersImageEncoder({ ...options, offline: true });
    await encoder.load();
    expect((await encoder.encode(pictures)).rows).toBe(pictures.length);
    expect(attempts).toEqual([]);
  });

  it('a prefetched model works even without being told that there is none', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit(await filesOfTinyModel('tiny-distilbert'));
    const options = { model: 'some/model', cacheDir };
    await new TransformersTextEncoder(options).prefetch();
    const attempts = trapNetwork();
    await new TransformersTextEncoder(options).load();
    expect(attempts).toEqual([]);
  });

  it('nothing is asked for when the cache is empty', async () => {
    const cacheDir = await scratchFolder();
    const attempts = trapNetwork();
    const options = { model: 'some/model', cacheDir, offline: true };
    const text = new TransformersTextEncoder(options);
    const image = new TransformersImageEncoder(options);
    for (const encoder of [text, image]) {
      await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      await expect(encoder.prefetch()).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringMatching(/With offline: true nothing is downloaded: run prefetch\(\)/),
        data: { downloadAllowed: false },
      });
    }
    expect(attempts).toEqual([]);
  });

  it('the environment is named where it forbids the network', async () => {
    const cacheDir = await scratchFolder();
    vi.stubEnv('HF_HUB_OFFLINE', '');
    vi.stubEnv('TRANSFORMERS_OFFLINE', 'ON');
    const attempts = trapNetwork();
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/TRANSFORMERS_OFFLINE in the environment/),
    });
    expect(attempts).toEqual([]);
  });

  it('the trap works: a load that may download runs into it', async () => {
    const cacheDir = await scratchFolder();
    const attempts = trapNetwork();
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(attempts).not.toEqual([]);
  });
});

describe('a cache that cannot be written', () => {
  it('is named', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'config.json': '{}' });
    await writeFile(join(cacheDir, 'models--some--model'), 'a file where a folder should be');
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/models--some--model.*cacheDir/),
      cause: expect.any(Error),
    });
  });

  it('is named when only the snapshot fails', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'config.json': '{}' });
    await mkdir(join(cacheDir, 'models--some--model'));
    await writeFile(join(cacheDir, 'models--some--model/snapshots'), 'a file where a folder should be');
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      cause: expect.any(Error),
    });
  });
});
