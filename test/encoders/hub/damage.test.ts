import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytes, filesOf, hubAndCache, tree } from './helpers.js';
import { gitHash, type HubServer, type Misbehaviour, sha256 } from './hub-server.js';

afterEach(() => vi.unstubAllEnvs());

const graph = bytes(200_000);
const config = Buffer.from('{"model_type":"distilbert"}');

async function hubWithModel() {
  const made = await hubAndCache();
  const commit = made.hub.commit({ 'config.json': config, 'onnx/model.onnx': graph });
  return { ...made, commit };
}

/** Spoils so many downloads of a file. */
function spoil(hub: HubServer, file: string, times: number, misbehaviour: Misbehaviour): void {
  let left = times;
  hub.misbehave = ({ method, name, host }) => {
    const isBody = method === 'GET' && name === file && (host === 'storage' || !hub.isLarge(name));
    return isBody && left-- > 0 ? misbehaviour : undefined;
  };
}

describe.each([
  ['a large file, by SHA-256', 'onnx/model.onnx', graph],
  ['a small file, as git does', 'config.json', config],
])('%s', (_kind, name, content) => {
  it('damaged on the way is fetched once more', async () => {
    const { hub, cacheDir } = await hubWithModel();
    spoil(hub, name, 1, { kind: 'wrong-bytes' });
    const path = await filesOf({ cacheDir }).require([name]);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('damaged twice is an error that says so, and nothing is left', async () => {
    const { hub, cacheDir } = await hubWithModel();
    spoil(hub, name, 9, { kind: 'wrong-bytes' });
    await expect(filesOf({ cacheDir }).require([name])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/damaged, twice in a row \(hash [0-9a-f]{40,64} instead of/),
    });
    expect(await tree(cacheDir)).toEqual([]);
  });

  it('shorter than announced is never used', async () => {
    const { hub, cacheDir } = await hubWithModel();
    // A byte at a time: more would add up to the whole file before the tries are over.
    spoil(hub, name, 99, { kind: 'short', bytes: 1 });
    await expect(filesOf({ cacheDir }).require([name])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/ended after \d+ of \d+ bytes/),
    });
    expect((await tree(cacheDir)).filter((entry) => !entry.endsWith('.incomplete'))).toEqual([]);
  });
});

describe('verification of what is there', () => {
  it('deletes and fetches again what changed on the disk', async () => {
    const { hub, cacheDir, commit } = await hubWithModel();
    const names = ['config.json', 'onnx/model.onnx'];
    for (const name of names) await filesOf({ cacheDir }).require([name]);
    const blobs = join(cacheDir, 'models--some--model/blobs');
    const rotten = Buffer.from(graph);
    rotten[5]! ^= 1;
    await writeFile(join(blobs, sha256(graph)), rotten);
    await writeFile(join(blobs, gitHash(config)), config.subarray(1));
    hub.requests.length = 0;
    const files = filesOf({ cacheDir, verify: true });
    for (const name of names) await files.require([name]);
    expect(files.commit).toBe(commit);
    expect(hub.downloads).toEqual(names);
    expect((await readFile(join(blobs, sha256(graph)))).equals(graph)).toBe(true);
    expect((await readdir(blobs)).sort()).toEqual([sha256(graph), gitHash(config)].sort());
  });

  it('leaves what is whole alone', async () => {
    const { hub, cacheDir } = await hubWithModel();
    await filesOf({ cacheDir }).require(['onnx/model.onnx']);
    hub.requests.length = 0;
    await filesOf({ cacheDir, verify: true }).require(['onnx/model.onnx']);
    expect(hub.requests).toEqual([]);
  });

  it('is an error offline, and deletes nothing', async () => {
    const { cacheDir } = await hubWithModel();
    const path = await filesOf({ cacheDir }).require(['config.json']);
    await writeFile(path, 'spoiled');
    await expect(
      filesOf({ cacheDir, verify: true, offline: true }).require(['config.json']),
    ).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/is damaged \(hash .*fetch it again/),
    });
    expect(await readFile(path, 'utf8')).toBe('spoiled');
  });

  it('knows hashes by second names as well, where links were not to be had', async () => {
    const { cacheDir } = await hubWithModel();
    const path = await filesOf({ cacheDir }).require(['config.json']);
    const blob = join(cacheDir, 'models--some--model/blobs', gitHash(config));
    const { link } = await import('node:fs/promises');
    await rm(path);
    await link(blob, path);
    expect(await filesOf({ cacheDir, verify: true, offline: true }).require(['config.json'])).toBe(path);
    await writeFile(path, 'spoiled');
    await expect(
      filesOf({ cacheDir, verify: true, offline: true }).require(['config.json']),
    ).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  it('a blob of the wrong size, left by another program, is replaced', async () => {
    const { cacheDir } = await hubWithModel();
    await filesOf({ cacheDir }).require(['config.json']);
    await writeFile(join(cacheDir, 'models--some--model/blobs', sha256(graph)), graph.subarray(0, 1000));
    const path = await filesOf({ cacheDir }).require(['onnx/model.onnx']);
    expect((await readFile(path)).equals(graph)).toBe(true);
  });
});
