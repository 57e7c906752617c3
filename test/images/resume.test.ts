import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { collectImages } from '../../src/images/collect-images.js';
import type { ImageSummary } from '../../src/images/types.js';
import { sha256 } from '../../src/util/hash.js';
import { jpeg } from './pictures.js';
import { useServerAndFolder } from './server-and-folder.js';

const here = useServerAndFolder();

const collect = (paths: string[], given = {}) =>
  collectImages(
    paths.map((path) => here.server.url(path)),
    { directory: here.directory, allowPrivateAddresses: true, retries: 0, ...given },
  );
const fileOf = (hash: string) => join(here.directory, hash.slice(0, 2), hash);
const manifest = async () => {
  const lines = (await readFile(join(here.directory, 'manifest-v1.jsonl'), 'utf8'))
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => (JSON.parse(line) as { url: string }).url);
};

describe('a second run', () => {
  it('downloads nothing again and retries only failures', async () => {
    const paths = ['/ok/1', '/ok/2', '/flaky/500', '/none/'];
    expect((await collect(paths)).summary).toMatchObject({ downloaded: 2, reused: 0, failed: 2 });
    expect((await collect(paths)).summary).toMatchObject({ downloaded: 1, reused: 2, failed: 1 });
    expect((await collect(paths)).summary).toMatchObject({ downloaded: 0, reused: 3, failed: 1 });
    expect(paths.map((path) => here.server.count(path))).toEqual([1, 1, 2, 3]);
  });

  it('gives equal entries', async () => {
    const first = await collect(['/ok/1', '/ok/2']);
    const second = await collect(['/ok/1', '/ok/2']);
    expect(second.entries.map((entry) => entry?.hash)).toEqual(first.entries.map((entry) => entry?.hash));
    expect(Buffer.from(await second.entries[1]!.read())).toEqual(await jpeg(2));
  });

  it('downloads again what is missing or has the wrong size', async () => {
    const { entries } = await collect(['/ok/1', '/ok/2', '/ok/3']);
    await rm(fileOf(entries[0]!.hash));
    await truncate(fileOf(entries[1]!.hash), 10);
    const { summary, entries: again } = await collect(['/ok/1', '/ok/2', '/ok/3']);
    expect(summary).toMatchObject({ downloaded: 2, reused: 1 });
    expect([1, 2, 3].map((seed) => here.server.count(`/ok/${seed}`))).toEqual([2, 2, 1]);
    expect(Buffer.from(await again[1]!.read())).toEqual(await jpeg(2));
  });

  it('notices content of the right size that is not what it was', async () => {
    const { entries } = await collect(['/ok/1']);
    const { hash, bytes } = entries[0]!;
    await writeFile(fileOf(hash), Buffer.alloc(bytes));
    await expect((await collect(['/ok/1'])).entries[0]!.read()).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
      data: { reason: 'CHANGED' },
    });
  });

  it('applies its own limits to what is there', async () => {
    await collect(['/ok/1']);
    expect((await collect(['/ok/1'], { maxBytes: 100 })).summary.failuresByReason).toEqual({ TOO_LARGE: 1 });
    expect((await collect(['/ok/1'], { maxPixels: 100 })).summary.failuresByReason).toEqual({
      TOO_MANY_PIXELS: 1,
    });
    expect(here.server.requests).toHaveLength(1);
  });

  it('clears away temporary files that nobody will finish, and no others', async () => {
    await collect(['/ok/1']);
    await mkdir(join(here.directory, 'zz'));
    const folder = join(here.directory, sha256(await jpeg(1)).slice(0, 2));
    const [stale, fresh, foreign] = [
      join(folder, 'a.tmp'),
      join(folder, 'b.tmp'),
      join(here.directory, 'zz', 'c.tmp'),
    ];
    for (const path of [stale, fresh, foreign]) await writeFile(path, 'half');
    const longAgo = new Date(Date.now() - 3_600_000);
    for (const path of [stale, foreign]) await utimes(path, longAgo, longAgo);
    await collect(['/ok/1']);
    expect((await readdir(folder)).sort()).toEqual([sha256(await jpeg(1)), 'b.tmp'].sort());
    expect(await readdir(join(here.directory, 'zz'))).toEqual(['c.tmp']);
  });

  it('shares a folder with another run at the same time', async () => {
    const paths = Array.from({ length: 20 }, (_, i) => `/slow/${i}`);
    const runs = await Promise.all([collect(paths), collect(paths)]);
    expect(runs.map(({ summary }) => summary.available)).toEqual([20, 20]);
    expect((await collect(paths)).summary).toMatchObject({ downloaded: 0, reused: 20 });
  });
});

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const script = fileURLToPath(new URL('./download-child.ts', import.meta.url));

function startChild(paths: string[]): ChildProcess {
  const urls = paths.map((path) => here.server.url(path));
  return spawn(process.execPath, ['--import', tsx, script, here.directory, ...urls], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('a killed run', () => {
  it('resumes: nothing finished is asked for again, and all is complete in the end', async () => {
    const paths = Array.from({ length: 80 }, (_, i) => `/slow/${i}`);
    for (const enough of [15, 40]) {
      const child = startChild(paths);
      const exit = once(child, 'exit');
      while (here.server.requests.length < enough) await sleep(5);
      child.kill('SIGKILL');
      expect(await exit).toEqual([null, 'SIGKILL']);
      await here.server.quiet();
    }
    const finished = await manifest();
    const asked = new Map(paths.map((path) => [path, here.server.count(path)]));
    expect(finished.length).toBeGreaterThan(10);
    expect(finished.length).toBeLessThan(80);

    const last = startChild(paths);
    const output: Buffer[] = [];
    last.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
    // Also shows that no connection or timer keeps the process alive.
    expect(await once(last, 'close')).toEqual([0, null]);
    const summary = JSON.parse(Buffer.concat(output).toString()) as ImageSummary;
    expect(summary).toMatchObject({
      available: 80,
      failed: 0,
      reused: finished.length,
      downloaded: 80 - finished.length,
    });
    for (const path of paths) {
      const again = here.server.count(path) - (asked.get(path) ?? 0);
      expect([path, again]).toEqual([path, finished.includes(here.server.url(path)) ? 0 : 1]);
    }
    const { entries } = await collect(paths);
    const hashes = await Promise.all(entries.map(async (entry) => sha256(await entry!.read())));
    expect(hashes).toEqual(await Promise.all(paths.map(async (_path, seed) => sha256(await jpeg(seed)))));
  });
});
