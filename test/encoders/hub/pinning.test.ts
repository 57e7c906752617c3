import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytes, filesOf, hubAndCache } from './helpers.js';

afterEach(() => vi.unstubAllEnvs());

const text = (path: string) => readFile(path, 'utf8');

describe('a branch', () => {
  it('stays the commit it was, in later runs and on a Hub that moved on', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const first = hub.commit({ 'config.json': 'first', 'tokenizer.json': 'first tokens' });
    await filesOf({ cacheDir }).require(['config.json']);
    hub.commit({ 'config.json': 'second', 'tokenizer.json': 'second tokens' });
    const later = filesOf({ cacheDir });
    expect(await text(await later.require(['config.json']))).toBe('first');
    expect(await text(await later.require(['tokenizer.json']))).toBe('first tokens');
    expect(later.commit).toBe(first);
    expect(hub.requests.filter(({ name }) => name.startsWith('api/'))).toHaveLength(1);
  });

  it('is one commit within a load, though it moves between two files', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const first = hub.commit({ 'config.json': 'first', 'tokenizer.json': 'first tokens' });
    const files = filesOf({ cacheDir });
    await files.require(['config.json']);
    await rm(join(cacheDir, 'models--some--model/refs'), { recursive: true });
    hub.commit({ 'config.json': 'second', 'tokenizer.json': 'second tokens' });
    expect(await text(await files.require(['tokenizer.json']))).toBe('first tokens');
    expect(files.commit).toBe(first);
  });

  it('is one commit when files are asked for at the same time', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const commit = hub.commit({ 'config.json': 'a', 'tokenizer.json': 'b' });
    const files = filesOf({ cacheDir });
    const paths = await Promise.all([files.require(['config.json']), files.require(['tokenizer.json'])]);
    expect(paths.every((path) => path.includes(commit))).toBe(true);
    expect(hub.requests.filter(({ name }) => name.startsWith('api/'))).toHaveLength(1);
  });

  it('is refused when the server answers with another commit', async () => {
    const { hub, cacheDir } = await hubAndCache();
    hub.commit({ 'onnx/model.onnx': 'a' });
    const commit = 'f'.repeat(40);
    hub.misbehave = ({ method }) => (method === 'HEAD' ? { kind: 'other-commit', commit } : undefined);
    await expect(filesOf({ cacheDir }).require(['onnx/model.onnx'])).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringContaining(`answered with ${commit}`),
    });
  });

  it('is pinned by the header of the first file where the server has no look-up', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const commit = hub.commit({ 'config.json': 'first' });
    hub.misbehave = ({ name }) => (name.startsWith('api/') ? { kind: 'status', status: 404 } : undefined);
    const files = filesOf({ cacheDir });
    expect(await files.require(['config.json'])).toContain(commit);
    expect(files.commit).toBe(commit);
  });
});

describe('an update', () => {
  it('moves on when it is asked for, and only once it is complete', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const graph = bytes(50_000);
    const first = hub.commit({ 'config.json': 'first', 'onnx/model.onnx': graph });
    const before = filesOf({ cacheDir });
    for (const name of ['config.json', 'onnx/model.onnx']) await before.require([name]);
    const second = hub.commit({ 'config.json': 'second', 'onnx/model.onnx': graph });

    const update = filesOf({ cacheDir, update: true });
    await update.require(['config.json']);
    const meanwhile = filesOf({ cacheDir, offline: true });
    expect(await text(await meanwhile.require(['config.json']))).toBe('first');
    expect(meanwhile.commit).toBe(first);

    await update.require(['onnx/model.onnx']);
    await update.recordCommit();
    const after = filesOf({ cacheDir, offline: true });
    expect(await text(await after.require(['config.json']))).toBe('second');
    expect(after.commit).toBe(second);
    // The weights did not change, and did not travel again.
    expect(hub.downloads.filter((name) => name.endsWith('.onnx'))).toHaveLength(1);
  });

  it('does not move a full commit', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const first = hub.commit({ 'config.json': 'first' });
    hub.commit({ 'config.json': 'second' });
    const files = filesOf({ cacheDir, revision: first, update: true });
    expect(await text(await files.require(['config.json']))).toBe('first');
    expect(hub.requests.some(({ name }) => name.startsWith('api/'))).toBe(false);
  });
});
