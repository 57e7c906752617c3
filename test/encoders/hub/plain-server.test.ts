import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { env } from '@huggingface/transformers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { difference, reference, scratchFolder, tinyModel } from '../transformers/models.js';
import { filesOf } from './helpers.js';

/** A file server that knows neither commits nor hashes, with the files of a tiny model under the Hub's paths. */
let server: Server;
let requested: string[];
let answer: RequestListener;
const realHost = env.remoteHost;

const serve = (model: string): RequestListener => {
  return async (request, response) => {
    const path = /^\/some\/model\/resolve\/([^/]+)\/(.+)$/.exec(request.url ?? '');
    const content = await readFile(join(tinyModel(model), path?.[2] ?? 'none')).catch(() => null);
    if (content === null) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': content.length }).end(content);
  };
};

beforeEach(async () => {
  requested = [];
  answer = serve('tiny-distilbert');
  server = createServer((request, response) => {
    requested.push(`${request.method} ${request.url?.replace('/some/model/resolve/', '')}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  env.remoteHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  env.remoteHost = realHost;
  server.closeAllConnections();
  server.close();
});

describe('a model on a plain file server', () => {
  it('is downloaded once, graph last, and then works offline', async () => {
    const cacheDir = await scratchFolder();
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir });
    await encoder.load();
    const { data } = await encoder.encode(['good shoes']);
    expect(difference(data, reference.distilbert.rows[0]!.cls)).toBeLessThan(1e-4);
    const downloads = requested.filter((line) => line.startsWith('GET main/'));
    expect(downloads).toEqual([
      'GET main/config.json',
      'GET main/tokenizer.json',
      'GET main/tokenizer_config.json',
      'GET main/onnx/model.onnx',
    ]);
    requested = [];
    const again = new TransformersTextEncoder({ model: 'some/model', cacheDir });
    await again.load();
    const offline = new TransformersTextEncoder({ model: 'some/model', cacheDir, offline: true });
    await offline.load();
    expect(requested).toEqual([]);
    expect(offline.fingerprint).toBe(encoder.fingerprint);
  });

  it('is looked for at the root as well, and may lack optional files', async () => {
    answer = serve('tiny-resnet');
    const cacheDir = await scratchFolder();
    const encoder = new TransformersImageEncoder({ model: 'some/model', cacheDir, dimensions: 32 });
    await encoder.load();
    expect(requested.filter((line) => line.startsWith('GET main/'))).toEqual([
      'GET main/config.json',
      'GET main/preprocessor_config.json',
      'GET main/model.onnx',
    ]);
    expect(requested).toContain('HEAD main/onnx/model.onnx');
  });

  it('is kept by revision', async () => {
    const cacheDir = await scratchFolder();
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir, revision: 'v2' });
    await encoder.load();
    expect(requested).toContain('GET v2/config.json');
    expect(requested.join()).not.toContain('main');
    expect(encoder.describe().file).toBe(join(cacheDir, 'some/model/v2/onnx/model.onnx'));
    const main = new TransformersTextEncoder({ model: 'some/model', cacheDir, offline: true });
    await expect(main.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('offline never touches the network', async () => {
    const cacheDir = await scratchFolder();
    const text = new TransformersTextEncoder({ model: 'some/model', cacheDir, offline: true });
    const image = new TransformersImageEncoder({ model: 'some/model', cacheDir, offline: true });
    await expect(text.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    await expect(image.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(requested).toEqual([]);
  });
});

describe('a download from a plain file server that fails', () => {
  const load = async (cacheDir: string, signal?: AbortSignal) => {
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir });
    await encoder.load(signal ? { signal } : {});
    return encoder;
  };

  it('no such file: names it', async () => {
    answer = (_request, response) => response.writeHead(404).end();
    await expect(load(await scratchFolder())).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/"tokenizer.json" of "some\/model" \(revision main\).*then on the Hub/),
    });
  });

  it('refused: names the answer and the token', async () => {
    answer = (_request, response) => response.writeHead(401).end();
    await expect(load(await scratchFolder())).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/answered 401.*HF_TOKEN/),
    });
  });

  it('no network: names the reason and the ways out', async () => {
    env.remoteHost = 'http://127.0.0.1:1/';
    await expect(load(await scratchFolder())).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/could not be reached.*localModelPath/),
      cause: expect.any(Error),
    });
  });

  it('switched off for the whole process', async () => {
    env.allowRemoteModels = false;
    try {
      await expect(load(await scratchFolder())).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
      expect(requested).toEqual([]);
    } finally {
      env.allowRemoteModels = true;
    }
  });

  it('cut off: leaves no part of a file, and goes on where it was the next time', async () => {
    const whole = answer;
    answer = (request, response) => {
      if (request.method === 'HEAD' || !request.url?.endsWith('.onnx')) return whole(request, response);
      response.writeHead(200, { 'content-length': 100_000 });
      response.write(Buffer.alloc(1000));
      setTimeout(() => response.destroy(), 20);
    };
    const cacheDir = await scratchFolder();
    const files = filesOf({ cacheDir });
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
      await files.require([name]);
    await expect(files.require(['onnx/model.onnx'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/the connection ended after \d+ of 100000 bytes/),
    });
    const { readdir } = await import('node:fs/promises');
    const left = await readdir(cacheDir, { recursive: true });
    expect(left.filter((name) => name.includes('.onnx'))).toEqual([]);
    answer = whole;
    requested = [];
    expect((await load(cacheDir)).dimensions).toBe(32);
    expect(requested.filter((line) => line.startsWith('GET main/'))).toEqual(['GET main/onnx/model.onnx']);
  });

  it('aborted: rejects with ABORTED and leaves no part of a file', async () => {
    const whole = answer;
    const controller = new AbortController();
    answer = (request, response) => {
      if (request.method === 'HEAD' || !request.url?.endsWith('.onnx')) return whole(request, response);
      response.writeHead(200, { 'content-length': 100_000 });
      response.write(Buffer.alloc(1000));
      setTimeout(() => controller.abort(), 20);
    };
    const cacheDir = await scratchFolder();
    await expect(load(cacheDir, controller.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    const { readdir } = await import('node:fs/promises');
    const left = await readdir(cacheDir, { recursive: true });
    expect(left.filter((name) => name.includes('.onnx'))).toEqual([]);
  });
});
