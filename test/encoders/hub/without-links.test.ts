import { lstat, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { RepositoryCache } from '../../../src/encoders/hub/repository-cache.js';
import { scratchFolder } from '../transformers/models.js';
import { gitHash } from './hub-server.js';

/** What the file system of the test forbids. */
const forbidden = vi.hoisted(() => new Set<string>());

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const unless = (name: 'symlink' | 'link') => {
    return (...values: [string, string]) =>
      forbidden.has(name)
        ? Promise.reject(new Error('EPERM: operation not permitted'))
        : real[name](...values);
  };
  return { ...real, symlink: unless('symlink'), link: unless('link') };
});

const content = Buffer.from('{"a":1}');
const etag = gitHash(content);
const commit = 'c'.repeat(40);

async function cacheWithBlob(): Promise<RepositoryCache> {
  const cache = new RepositoryCache(await scratchFolder(), 'some/model');
  const { mkdir } = await import('node:fs/promises');
  await mkdir(join(cache.folder, 'blobs'), { recursive: true });
  await writeFile(cache.blob(etag), content);
  return cache;
}

beforeEach(() => forbidden.clear());

it('shows a blob by a link', async () => {
  const cache = await cacheWithBlob();
  const path = await cache.show(etag, commit, 'config.json');
  expect((await lstat(path)).isSymbolicLink()).toBe(true);
  expect(await cache.recordedEtag(path)).toBe(etag);
});

it('by a second name where links are forbidden, and still knows its hash', async () => {
  forbidden.add('symlink');
  const cache = await cacheWithBlob();
  const path = await cache.show(etag, commit, 'onnx/config.json');
  expect((await lstat(path)).isSymbolicLink()).toBe(false);
  expect((await stat(path)).ino).toBe((await stat(cache.blob(etag))).ino);
  expect(await cache.recordedEtag(path)).toBe(etag);
});

it('by a copy where those are as well', async () => {
  forbidden.add('symlink').add('link');
  const cache = await cacheWithBlob();
  const path = await cache.show(etag, commit, 'config.json');
  expect(await readFile(path)).toEqual(content);
  expect((await stat(path)).ino).not.toBe((await stat(cache.blob(etag))).ino);
  expect(await cache.recordedEtag(path)).toBeNull();
});

it('replaces what stood there', async () => {
  const cache = await cacheWithBlob();
  const path = await cache.show(etag, commit, 'config.json');
  forbidden.add('symlink').add('link');
  expect(await cache.show(etag, commit, 'config.json')).toBe(path);
  expect((await lstat(path)).isSymbolicLink()).toBe(false);
  expect(await readFile(path)).toEqual(content);
});
