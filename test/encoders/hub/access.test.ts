import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { env } from '@huggingface/transformers';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { embedTexts } from '../../../src/embedding/embed-many.js';
import { TransformersTextEncoder } from '../../../src/encoders/transformers-text-encoder.js';
import { bytes, filesOf, hubAndCache } from './helpers.js';
import { HubServer } from './hub-server.js';
import { filesOfTinyModel } from './model-server.js';

const realHost = env.remoteHost;
afterEach(() => {
  vi.unstubAllEnvs();
  env.remoteHost = realHost;
});

const graph = bytes(20_000);

async function hubWithModel() {
  const made = await hubAndCache();
  made.hub.commit({ 'config.json': '{}', 'onnx/model.onnx': graph });
  return made;
}

describe('the access token', () => {
  it('goes to the Hub and never to the storage behind its redirects', async () => {
    const { hub, cacheDir } = await hubWithModel();
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    hub.token = 'hf_secret';
    const files = filesOf({ cacheDir });
    await files.require(['config.json']);
    await files.require(['onnx/model.onnx']);
    const sent = (host: string) =>
      new Set(
        hub.requests.filter((request) => request.host === host).map(({ authorization }) => authorization),
      );
    expect(sent('hub')).toEqual(new Set(['Bearer hf_secret']));
    expect(sent('storage')).toEqual(new Set([undefined]));
  });

  it('does not go to a host that the program chose', async () => {
    const { hub, cacheDir } = await hubWithModel();
    vi.stubEnv('HF_TOKEN', 'hf_secret');
    vi.stubEnv('HF_ENDPOINT', 'http://127.0.0.1:1');
    env.remoteHost = hub.endpoint;
    await filesOf({ cacheDir }).require(['config.json']);
    expect(hub.requests.map(({ authorization }) => authorization)).toEqual(hub.requests.map(() => undefined));
  });

  it('is what a gated model asks for', async () => {
    const { hub, cacheDir } = await hubWithModel();
    hub.token = 'hf_secret';
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/answered 401 Access is restricted.*terms.*HF_TOKEN/),
    });
  });
});

describe('a refusal', () => {
  it.each([
    [401, {}, /answered 401/],
    [403, { 'x-error-code': 'GatedRepo' }, /answered 403 GatedRepo \(accept the model’s terms/],
    [404, { 'x-error-code': 'RepoNotFound' }, /answered 404 RepoNotFound.*Check the id/],
    [404, { 'x-error-code': 'RevisionNotFound' }, /answered 404 RevisionNotFound.*revision/],
    [500, {}, /answered 500/],
  ])('status %i %o', async (status, headers, message) => {
    const { hub, cacheDir } = await hubWithModel();
    hub.misbehave = () => ({ kind: 'status', status, headers });
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(message),
      data: { files: ['config.json'], downloadAllowed: true },
    });
  });

  it('an unknown revision is named', async () => {
    const { cacheDir } = await hubWithModel();
    await expect(filesOf({ cacheDir, revision: 'v9' }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/\(revision v9\).*RevisionNotFound/),
    });
  });

  it('a file that the model does not have', async () => {
    const { cacheDir } = await hubWithModel();
    const files = filesOf({ cacheDir });
    expect(await files.find(['tokenizer.json'])).toBeNull();
    await expect(files.require(['tokenizer.json', 'vocab.txt'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/"tokenizer.json" or "vocab.txt" of "some\/model"/),
    });
  });
});

describe('the host', () => {
  const redirecting = async (location: string) => {
    const server = createServer((_request, response) => response.writeHead(308, { location }).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    vi.stubEnv('HF_ENDPOINT', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  };

  it('that cannot be reached is named, with the ways out', async () => {
    const { cacheDir } = await hubWithModel();
    vi.stubEnv('HF_ENDPOINT', 'http://host.invalid');
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/host\.invalid could not be reached.*localModelPath/),
      cause: expect.any(Error),
    });
  });

  it('that is no address is named', async () => {
    const { cacheDir } = await hubWithModel();
    vi.stubEnv('HF_ENDPOINT', 'mirror');
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/no address: "mirror"/),
    });
  });

  it.each(['ftp://elsewhere/file', 'file:///etc/passwd', 'http://'])(
    'may not redirect to %s',
    async (location) => {
      const { cacheDir } = await hubWithModel();
      await redirecting(location);
      await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringMatching(/redirected to ".*", which is not followed/),
      });
    },
  );

  it('may not redirect for ever', async () => {
    const { cacheDir } = await hubWithModel();
    await redirecting('/again');
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/redirected more than \d+ times/),
    });
  });

  it('commits and hashes of other hosts are not believed', async () => {
    const { cacheDir } = await hubWithModel();
    const elsewhere = await HubServer.start();
    elsewhere.commit({ 'config.json': '{}' });
    await redirecting(`${elsewhere.endpoint}/some/model/resolve/main/config.json`);
    const files = filesOf({ cacheDir });
    await files.find(['config.json']);
    expect(files.commit).toBeNull();
  });

  it('downloads can be switched off for the whole process', async () => {
    const { hub, cacheDir } = await hubWithModel();
    env.allowRemoteModels = false;
    onTestFinished(() => {
      env.allowRemoteModels = true;
    });
    await expect(filesOf({ cacheDir }).require(['config.json'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(hub.requests).toEqual([]);
  });
});

describe('progress', () => {
  it('tells bytes per file, from where a download begins to its end', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const large = bytes(3 << 20);
    hub.commit({ 'onnx/model.onnx': large });
    let cut = true;
    hub.misbehave = ({ host }) => {
      if (host !== 'storage' || !cut) return undefined;
      return { kind: 'cut', after: 1_000_000 };
    };
    const policy = { retries: 0, firstDelayMs: 1, maxDelayMs: 1, maxRetryAfterMs: 1 };
    await expect(filesOf({ cacheDir, policy }).require(['onnx/model.onnx'])).rejects.toThrow();
    cut = false;
    const onProgress = vi.fn();
    await filesOf({ cacheDir, onProgress }).require(['onnx/model.onnx']);
    const events = onProgress.mock.calls.map(([event]) => event);
    expect(events[0]).toEqual({
      stage: 'download-model',
      model: 'some/model',
      file: 'onnx/model.onnx',
      done: 1_000_000,
      total: large.length,
      rate: 0,
    });
    expect(events.at(-1)).toMatchObject({ done: large.length, total: large.length });
    expect(events.at(-1).rate).toBeGreaterThan(0);
  });

  it('of a load reaches whoever started the work', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit(await filesOfTinyModel('tiny-distilbert'));
    const encoder = new TransformersTextEncoder({ model: 'some/model', cacheDir });
    const stages: string[] = [];
    await embedTexts(encoder, ['good shoes'], { onProgress: ({ stage }) => stages.push(stage) });
    expect(stages[0]).toBe('download-model');
    expect(stages.at(-1)).toBe('embed');
  });

  it('is silent when everything is there', async () => {
    const { cacheDir } = await hubWithModel();
    await filesOf({ cacheDir }).require(['config.json']);
    const onProgress = vi.fn();
    await filesOf({ cacheDir, onProgress }).require(['config.json']);
    expect(onProgress).not.toHaveBeenCalled();
  });
});
