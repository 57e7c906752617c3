import { lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hubCacheRoot } from '../../../src/encoders/hub/hub-environment.js';
import { bytes, filesOf, hubAndCache, tree } from './helpers.js';
import { gitHash, sha256 } from './hub-server.js';

afterEach(() => vi.unstubAllEnvs());

const graph = bytes(100_000);
const config = Buffer.from('{"model_type":"distilbert"}');

describe('the cache that is written', () => {
  it('is that of huggingface_hub: refs, snapshots of links, blobs by hash, absent files', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const commit = hub.commit({ 'config.json': config, 'onnx/model.onnx': graph });
    const files = filesOf({ cacheDir });
    const path = await files.require(['onnx/model.onnx']);
    await files.require(['config.json']);
    expect(await files.find(['preprocessor_config.json'])).toBeNull();

    const folder = join(cacheDir, 'models--some--model');
    expect(path).toBe(join(folder, 'snapshots', commit, 'onnx/model.onnx'));
    expect(await tree(folder)).toEqual([
      `.no_exist/${commit}/preprocessor_config.json`,
      ...[`blobs/${gitHash(config)}`, `blobs/${sha256(graph)}`].sort(),
      'refs/main',
      `snapshots/${commit}/config.json`,
      `snapshots/${commit}/onnx/model.onnx`,
    ]);
    expect(await readFile(join(folder, 'refs/main'), 'utf8')).toBe(commit);
    expect(await readlink(path)).toBe(`../../../blobs/${sha256(graph)}`);
    expect((await readFile(path)).equals(graph)).toBe(true);
    expect(files.commit).toBe(commit);
  });

  it('is asked for nothing that it has, absent files included', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'config.json': config });
    const names = [['config.json'], ['none.json'], ['nothing.json', 'config.json']];
    for (const name of names) await filesOf({ cacheDir }).find(name);
    hub.requests.length = 0;
    const again = filesOf({ cacheDir });
    for (const name of names) await again.find(name);
    expect(hub.requests).toEqual([]);
  });

  it('keeps branches with slashes and full commits apart', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const first = hub.commit({ 'config.json': '{"a":1}' });
    const second = hub.commit({ 'config.json': '{"a":2}' }, 'refs/pr/1');
    const pull = await filesOf({ cacheDir, revision: 'refs/pr/1' }).require(['config.json']);
    const exact = await filesOf({ cacheDir, revision: first }).require(['config.json']);
    expect(await readFile(pull, 'utf8')).toBe('{"a":2}');
    expect(await readFile(exact, 'utf8')).toBe('{"a":1}');
    const names = await tree(join(cacheDir, 'models--some--model/refs'));
    expect(names).toEqual(['refs/pr/1']);
    expect(await readFile(join(cacheDir, 'models--some--model/refs/refs/pr/1'), 'utf8')).toBe(second);
  });

  it('shares contents between commits', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'config.json': '{"a":1}', 'onnx/model.onnx': graph });
    await filesOf({ cacheDir }).require(['onnx/model.onnx']);
    const commit = hub.commit({ 'config.json': '{"a":2}', 'onnx/model.onnx': graph });
    const files = filesOf({ cacheDir, revision: commit });
    const path = await files.require(['onnx/model.onnx']);
    expect(path).toContain(commit);
    expect((await readFile(path)).equals(graph)).toBe(true);
    expect(hub.downloads).toEqual(['onnx/model.onnx']);
  });
});

describe('a cache that Python filled', () => {
  async function pythonCache() {
    const { hub, cacheDir } = await hubAndCache();
    const commit = hub.commit({ 'config.json': config, 'onnx/model.onnx': graph });
    const folder = join(cacheDir, 'models--some--model');
    const snapshot = join(folder, 'snapshots', commit);
    await mkdir(join(snapshot, 'onnx'), { recursive: true });
    await mkdir(join(folder, 'blobs'), { recursive: true });
    await mkdir(join(folder, 'refs'), { recursive: true });
    await writeFile(join(folder, 'refs/main'), commit);
    await writeFile(join(folder, 'blobs', sha256(graph)), graph);
    await symlink(join('../../../blobs', sha256(graph)), join(snapshot, 'onnx/model.onnx'));
    return { hub, cacheDir, commit, folder, snapshot };
  }

  it('is used, offline too, and completed at the same commit', async () => {
    const { hub, cacheDir, commit, snapshot } = await pythonCache();
    const offline = filesOf({ cacheDir, offline: true });
    expect(await offline.require(['onnx/model.onnx'])).toBe(join(snapshot, 'onnx/model.onnx'));
    expect(offline.commit).toBe(commit);
    expect(hub.requests).toEqual([]);
    hub.commit({ 'config.json': '{"other":true}' });
    const files = filesOf({ cacheDir });
    const path = await files.require(['config.json']);
    expect(path).toBe(join(snapshot, 'config.json'));
    expect(await readFile(path)).toEqual(config);
  });

  it('a link that leads nowhere is no file', async () => {
    const { hub, cacheDir, folder } = await pythonCache();
    await rm(join(folder, 'blobs', sha256(graph)));
    await expect(filesOf({ cacheDir, offline: true }).require(['onnx/model.onnx'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    const path = await filesOf({ cacheDir }).require(['onnx/model.onnx']);
    expect((await readFile(path)).equals(graph)).toBe(true);
    expect(hub.downloads).toEqual(['onnx/model.onnx']);
  });

  it('works where links are not to be had and files stand in the snapshot themselves', async () => {
    const { cacheDir, snapshot } = await pythonCache();
    await rm(join(snapshot, 'onnx/model.onnx'));
    await writeFile(join(snapshot, 'onnx/model.onnx'), graph);
    const path = await filesOf({ cacheDir, offline: true }).require(['onnx/model.onnx']);
    expect((await lstat(path)).isSymbolicLink()).toBe(false);
  });
});

describe('a folder that transformers.js filled', () => {
  it('is used as it is once it has the graph, and never completed from another commit', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'config.json': config, 'onnx/model.onnx': graph, 'tokenizer.json': '{}' });
    await mkdir(join(cacheDir, 'some/model/onnx'), { recursive: true });
    await writeFile(join(cacheDir, 'some/model/onnx/model.onnx'), 'other weights');
    const files = filesOf({ cacheDir });
    expect(await files.require(['onnx/model.onnx'])).toBe(join(cacheDir, 'some/model/onnx/model.onnx'));
    expect(await files.find(['config.json'])).toBeNull();
    expect(files.commit).toBeNull();
    await expect(files.require(['tokenizer.json'])).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(hub.requests).toEqual([]);
  });

  it('is passed over when it has not, or when the snapshot has', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const commit = hub.commit({ 'config.json': config, 'onnx/model.onnx': graph });
    await mkdir(join(cacheDir, 'some/model/onnx'), { recursive: true });
    await writeFile(join(cacheDir, 'some/model/config.json'), '{"left":"over"}');
    expect(await filesOf({ cacheDir }).require(['config.json'])).toContain(commit);
    await filesOf({ cacheDir }).require(['onnx/model.onnx']);
    await writeFile(join(cacheDir, 'some/model/onnx/model.onnx'), 'other weights');
    expect(await filesOf({ cacheDir }).require(['onnx/model.onnx'])).toContain(commit);
  });
});

describe('the place of the cache', () => {
  it.each([
    ['cacheDir', '/option', { HF_HUB_CACHE: '/hub-cache' }, '/option'],
    ['HF_HUB_CACHE', null, { HF_HUB_CACHE: '/hub-cache', HF_HOME: '/home' }, '/hub-cache'],
    ['the older HUGGINGFACE_HUB_CACHE', null, { HUGGINGFACE_HUB_CACHE: '/old', HF_HOME: '/home' }, '/old'],
    ['HF_HOME', null, { HF_HOME: '/home', XDG_CACHE_HOME: '/xdg' }, '/home/hub'],
    ['XDG_CACHE_HOME', null, { XDG_CACHE_HOME: '/xdg' }, '/xdg/huggingface/hub'],
    ['the home folder', null, { HOME: '/me' }, '/me/.cache/huggingface/hub'],
    ['a tilde', null, { HOME: '/me', HF_HOME: '~/models' }, '/me/models/hub'],
  ])('%s', (_name, cacheDir, environment, expected) => {
    for (const name of ['HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'HF_HOME', 'XDG_CACHE_HOME'])
      vi.stubEnv(name, '');
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(hubCacheRoot(cacheDir)).toBe(expected);
  });
});
