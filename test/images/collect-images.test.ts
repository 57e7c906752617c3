import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectImages, requireSomeImages } from '../../src/images/collect-images.js';
import type { ProgressEvent } from '../../src/types.js';
import { sha256 } from '../../src/util/hash.js';
import { type HostileServer, startHostileServer } from './hostile-server.js';
import { jpeg, png } from './pictures.js';

let folder: string;
let server: HostileServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'images-'));
  server = await startHostileServer();
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const file = async (name: string, content: Uint8Array | string) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};
const options = () => ({ directory: join(folder, 'store'), allowPrivateAddresses: true, retries: 0 });

describe('collectImages', () => {
  it('checks files where they lie, and bytes in memory, without a store', async () => {
    const [path, bytes] = [await file('a.jpg', await jpeg(1)), await png(2)];
    const { entries, summary } = await collectImages([path, bytes, undefined, path, await png(2)], options());
    expect(entries.map((entry) => entry?.hash)).toEqual([
      sha256(await jpeg(1)),
      sha256(bytes),
      undefined,
      sha256(await jpeg(1)),
      sha256(bytes),
    ]);
    expect(Buffer.from(await entries[0]!.read())).toEqual(await jpeg(1));
    expect(await entries[1]!.read()).toBe(bytes);
    expect(summary).toMatchObject({ requested: 2, available: 2, downloaded: 0, reused: 2, failed: 0 });
    expect(await readdir(folder)).toEqual(['a.jpg']);
  });

  it('lists every failure with its reason, in the order of the references', async () => {
    const page = await file('page.jpg', '<html>');
    const references = [
      join(folder, 'gone.jpg'),
      page,
      folder,
      'ftp://images.example/a.jpg',
      'data:image/png;base64,AAAA',
      'https://',
      new Uint8Array([1, 2, 3]),
      await file('cut.jpg', (await jpeg(3, 64)).subarray(0, 1500)),
      join(page, 'below-a-file.jpg'),
      '',
    ];
    const { entries, summary } = await collectImages(references, options());
    expect(entries.every((entry) => entry === undefined)).toBe(true);
    expect(summary.failures.map(({ reference, reason }) => [reference, reason])).toEqual([
      [references[0], 'FILE_NOT_FOUND'],
      [page, 'NOT_AN_IMAGE'],
      [folder, 'FILE_UNREADABLE'],
      [references[3], 'UNSUPPORTED_PROTOCOL'],
      [references[4], 'UNSUPPORTED_PROTOCOL'],
      [references[5], 'INVALID_URL'],
      ['bytes', 'NOT_AN_IMAGE'],
      [references[7], 'TRUNCATED'],
      [references[8], 'FILE_NOT_FOUND'],
      ['', 'FILE_NOT_FOUND'],
    ]);
    expect(summary.failuresByReason).toMatchObject({ FILE_NOT_FOUND: 3, UNSUPPORTED_PROTOCOL: 2 });
  });

  it('shortens long references in the list of failures', async () => {
    const { summary } = await collectImages([`data:image/png;base64,${'A'.repeat(10_000)}`], options());
    expect(summary.failures[0]?.reference).toHaveLength(503);
  });

  it('attempts the first references up to the limit and counts the rest', async () => {
    const urls = [1, 2, 3, 4].map((seed) => server.url(`/ok/${seed}`));
    const rows = [urls[0], urls[0], urls[1], urls[2], urls[3]];
    const { entries, summary } = await collectImages(rows, { ...options(), limit: 2 });
    expect(entries.map(Boolean)).toEqual([true, true, true, false, false]);
    expect(summary).toMatchObject({ requested: 4, available: 2, beyondLimit: 2, failed: 0 });
    expect([...server.requests].sort()).toEqual(['/ok/1', '/ok/2']);
    expect((await collectImages(rows, { ...options(), limit: Infinity })).summary.available).toBe(4);
    expect((await collectImages(rows, { ...options(), limit: 0 })).summary).toMatchObject({ beyondLimit: 4 });
  });

  it('has an answer for an empty list', async () => {
    const { entries, summary } = await collectImages([undefined, undefined], options());
    expect(entries).toEqual([undefined, undefined]);
    expect(summary).toMatchObject({ requested: 0, available: 0, failed: 0 });
    requireSomeImages(summary);
  });

  it('reports progress once per image', async () => {
    const events: ProgressEvent[] = [];
    const references = [server.url('/ok/1'), server.url('/none/'), await png(1)];
    await collectImages(references, options(), { onProgress: (event) => events.push(event) });
    expect(events.map(({ stage, done, total }) => [stage, done, total])).toEqual(
      [1, 2, 3].map((done) => ['download-images', done, 3]),
    );
    expect(events.at(-1)).toMatchObject({ failed: 1, rate: expect.any(Number) });
  });

  it.each([
    ['limit', -1],
    ['limit', 1.5],
    ['concurrency', 0],
    ['concurrencyPerHost', Number.NaN],
    ['requestsPerSecondPerHost', 0],
    ['timeoutMs', Infinity],
    ['retries', -1],
    ['retryDelayMs', -1],
    ['maxRetryDelayMs', Number.NaN],
    ['hostFailureLimit', 0],
    ['maxBytes', 0],
    ['maxPixels', 0.5],
    ['maxRedirects', -1],
    ['directory', ''],
    ['concurency', 3],
  ])('refuses the option %s: %s', async (key, value) => {
    await expect(collectImages([], { [key]: value })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining(key),
    });
  });

  it('raises STORE_UNUSABLE when the folder is a file', async () => {
    const directory = await file('store', 'a file');
    await expect(collectImages([server.url('/ok/1')], { ...options(), directory })).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
      data: { directory },
    });
  });

  it('raises STORE_UNUSABLE when an image cannot be written, and stops the others', async () => {
    const { directory } = options();
    const hash = sha256(await jpeg(1));
    await mkdir(directory);
    await writeFile(join(directory, hash.slice(0, 2)), 'a file in the way');
    const references = [
      server.url('/ok/1'),
      ...Array.from({ length: 50 }, (_, i) => server.url(`/slow/${i}`)),
    ];
    const collected = collectImages(references, { ...options(), concurrencyPerHost: 2 });
    await expect(collected).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    expect(server.requests.length).toBeLessThan(10);
  });

  it('notices a file that changed or went between the check and the reading', async () => {
    const path = await file('a.jpg', await jpeg(1));
    const { entries } = await collectImages([path], options());
    await writeFile(path, await jpeg(2));
    await expect(entries[0]!.read()).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
    await rm(path);
    await expect(entries[0]!.read()).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      data: { reason: 'FILE_NOT_FOUND', path },
    });
  });
});

describe('requireSomeImages', () => {
  it('raises ALL_IMAGES_FAILED with counts and the first failures', async () => {
    const references = Array.from({ length: 7 }, (_, i) => server.url(`/none/${i}`));
    const { summary } = await collectImages([...references, server.url('/page/')], options());
    expect(() => requireSomeImages(summary)).toThrow(
      expect.objectContaining({
        code: 'ALL_IMAGES_FAILED',
        message: expect.stringMatching(/all 8 .*HTTP_404: 7, NOT_AN_IMAGE: 1/),
        data: { failuresByReason: { HTTP_404: 7, NOT_AN_IMAGE: 1 }, failures: summary.failures.slice(0, 5) },
      }),
    );
  });

  it('is content with one image', async () => {
    const { summary } = await collectImages([server.url('/none/'), await png(1)], options());
    expect(() => requireSomeImages(summary)).not.toThrow();
  });
});
