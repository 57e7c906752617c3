import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { collectImages } from '../../src/images/collect-images.js';
import { loadImage } from '../../src/images/load-image.js';
import { sha256 } from '../../src/util/hash.js';
import { png } from './pictures.js';
import { useServerAndFolder } from './server-and-folder.js';

const here = useServerAndFolder();

const options = () => ({ directory: here.directory, allowPrivateAddresses: true });
const numbers = Array.from({ length: 60 }, (_, i) => i);

/** Collects, and aborts once `ready` says so. */
async function abortWhen(paths: string[], ready: () => boolean, given = {}) {
  const controller = new AbortController();
  const reason = new Error('enough');
  const references = paths.map((path) => here.server.url(path));
  const collected = collectImages(references, { ...options(), ...given }, { signal: controller.signal });
  const outcome = collected.catch((error: unknown) => error);
  while (!ready()) await sleep(5);
  controller.abort(reason);
  const error = await outcome;
  expect(error).toMatchObject({ name: 'RecommenderError', code: 'ABORTED', cause: reason });
}

describe('aborting', () => {
  it.each(['drip', 'silent', 'endless'])('ends requests under way to %s', async (habit) => {
    const paths = [`/${habit}/1`, `/${habit}/2`];
    await abortWhen(paths, () => here.server.requests.length === 2);
    expect(here.server.requests).toHaveLength(2);
  });

  it('ends the wait before a retry, and the wait a host asked for', async () => {
    await abortWhen(['/status/500'], () => here.server.requests.length === 1, { retryDelayMs: 30_000 });
    await abortWhen(['/busyForLong/', '/ok/1'], () => here.server.count('/busyForLong/') === 1, {
      concurrencyPerHost: 1,
      retryDelayMs: 1,
    });
    expect(here.server.count('/ok/1')).toBe(0);
  });

  it('leaves whole files that the next run uses', async () => {
    const paths = numbers.map((seed) => `/slow/${seed}`);
    await abortWhen(paths, () => here.server.requests.length > 20);
    const manifest = await readFile(join(here.directory, 'manifest-v1.jsonl'), 'utf8');
    const finished = manifest.split('\n').filter(Boolean).length;
    for (const folder of (await readdir(here.directory)).filter((name) => name.length === 2)) {
      for (const name of await readdir(join(here.directory, folder))) {
        expect(sha256(await readFile(join(here.directory, folder, name)))).toBe(name);
      }
    }
    const references = paths.map((path) => here.server.url(path));
    const { summary } = await collectImages(references, options());
    expect(finished).toBeGreaterThan(0);
    expect(summary).toMatchObject({ available: 60, reused: finished, downloaded: 60 - finished });
  });

  it('does nothing when the signal has fired already', async () => {
    const signal = AbortSignal.abort();
    await expect(collectImages([here.server.url('/ok/1')], options(), { signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await expect(loadImage(await png(1), {}, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    expect(here.server.requests).toEqual([]);
    expect(await readdir(here.directory)).toEqual([]);
  });

  it('ends the loading of a single image', async () => {
    const controller = new AbortController();
    const loading = loadImage(here.server.url('/silent/'), options(), { signal: controller.signal });
    const outcome = expect(loading).rejects.toMatchObject({ code: 'ABORTED' });
    while (here.server.requests.length === 0) await sleep(5);
    controller.abort();
    await outcome;
  });

  it('draws no warning about listeners, however many requests wait', async () => {
    const warn = vi.fn();
    process.on('warning', warn);
    const { signal } = new AbortController();
    await collectImages(
      numbers.map((seed) => here.server.url(`/ok/${seed}`)),
      options(),
      { signal },
    );
    await Promise.all(numbers.slice(0, 20).map(async (seed) => loadImage(await png(seed), {}, { signal })));
    await sleep(10);
    process.off('warning', warn);
    expect(warn).not.toHaveBeenCalled();
  });

  it('raises what a progress listener throws, and stops', async () => {
    const onProgress = () => {
      throw new TypeError('listener');
    };
    const collected = collectImages([here.server.url('/ok/1'), here.server.url('/silent/')], options(), {
      onProgress,
    });
    await expect(collected).rejects.toThrow('listener');
  });
});
