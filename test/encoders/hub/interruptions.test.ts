import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ModelFiles } from '../../../src/encoders/hub/model-files.js';
import { bytes, filesOf, hubAndCache, QUICK, tree } from './helpers.js';
import { type HubServer, type Misbehaviour, sha256 } from './hub-server.js';

afterEach(() => vi.unstubAllEnvs());

const GRAPH = ['onnx/model.onnx'];
const graph = bytes(300_000);

/** Spoils the first answers of the storage, then lets it behave. */
function spoil(hub: HubServer, ...misbehaviours: Misbehaviour[]): void {
  const left = [...misbehaviours];
  hub.misbehave = ({ host }) => (host === 'storage' ? left.shift() : undefined);
}

const ranges = (hub: HubServer) =>
  hub.requests.filter(({ host }) => host === 'storage').map(({ range }) => range);
/** One request that begins within the file; where exactly depends on what of the last packets got through. */
const WITHIN = [expect.stringMatching(/^bytes=[1-9]\d*-$/)];
const blobs = (cacheDir: string) => join(cacheDir, 'models--some--model/blobs');

async function expectContent(files: ModelFiles, expected: Buffer): Promise<void> {
  const content = await readFile(await files.require(GRAPH));
  // Not toEqual, which takes seconds for so many bytes.
  expect(content.equals(expected)).toBe(true);
}

async function hubWithGraph() {
  const made = await hubAndCache();
  made.hub.commit({ 'config.json': '{}', 'onnx/model.onnx': graph });
  return made;
}

describe('within a run', () => {
  it('a download that was cut off goes on where it was', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'cut', after: 100_000 }, { kind: 'cut', after: 50_000 });
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([undefined, ...WITHIN, ...WITHIN]);
    expect(await readdir(blobs(cacheDir))).toEqual([sha256(graph)]);
  });

  it('begins again where the server knows no ranges', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'cut', after: 100_000 }, { kind: 'ignore-range' });
    await expectContent(filesOf({ cacheDir }), graph);
  });

  it.each([500, 502, 503, 408])('status %i is tried again', async (status) => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'status', status });
    await expectContent(filesOf({ cacheDir }), graph);
  });

  it('every kind of request is tried again', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    const seen = new Set<string>();
    hub.misbehave = ({ method, host, name }) => {
      const key = `${method} ${host} ${name}`;
      if (seen.has(key)) return undefined;
      seen.add(key);
      return { kind: 'status', status: 503 };
    };
    await filesOf({ cacheDir }).require(GRAPH);
    expect(seen.size).toBe(4);
  });

  it('waits as long as Retry-After says, if that is bearable', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'status', status: 429, headers: { 'retry-after': '1' } });
    const start = performance.now();
    await filesOf({ cacheDir }).require(GRAPH);
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it('gives up at once when it is not, and says why', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'status', status: 429, headers: { 'retry-after': '600' } });
    await expect(filesOf({ cacheDir }).require(GRAPH)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      message: expect.stringMatching(/429.*600 seconds.*HF_TOKEN/),
    });
    expect(ranges(hub)).toHaveLength(1);
  });

  it('gives up after the last try, and keeps what arrived', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    hub.misbehave = ({ host }) => (host === 'storage' ? { kind: 'cut', after: 1000 } : undefined);
    await expect(filesOf({ cacheDir }).require(GRAPH)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      cause: expect.any(Error),
    });
    expect(ranges(hub)).toHaveLength(1 + QUICK.retries);
    expect(await readdir(blobs(cacheDir))).toEqual([`${sha256(graph)}.incomplete`]);
    await expect(filesOf({ cacheDir, offline: true }).require(GRAPH)).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  it('progress makes the count of tries begin anew', async () => {
    const { hub, cacheDir } = await hubAndCache();
    const large = bytes(8 << 20);
    hub.commit({ 'onnx/model.onnx': large });
    hub.misbehave = ({ host }) => (host === 'storage' ? { kind: 'cut', after: 3 << 19 } : undefined);
    await expectContent(filesOf({ cacheDir }), large);
    expect(ranges(hub).length).toBeGreaterThan(1 + QUICK.retries);
  });

  it('a connection that falls silent is given up and taken up again', async () => {
    vi.stubEnv('HF_HUB_DOWNLOAD_TIMEOUT', '0.5');
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'stall', after: 100_000 });
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([undefined, ...WITHIN]);
  });

  it('a slow one is not', async () => {
    vi.stubEnv('HF_HUB_DOWNLOAD_TIMEOUT', '1');
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'drip', bytes: 15_000, everyMs: 80 });
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([undefined]);
  });
});

describe('across runs', () => {
  it('a download goes on where an earlier one stopped', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    hub.misbehave = ({ host }) => (host === 'storage' ? { kind: 'cut', after: 50_000 } : undefined);
    await expect(filesOf({ cacheDir }).require(GRAPH)).rejects.toThrow();
    hub.misbehave = () => undefined;
    hub.requests.length = 0;
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual(WITHIN);
  });

  it('not when the file is another one by then', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    hub.misbehave = ({ host }) => (host === 'storage' ? { kind: 'cut', after: 50_000 } : undefined);
    await expect(filesOf({ cacheDir }).require(GRAPH)).rejects.toThrow();
    hub.misbehave = () => undefined;
    hub.requests.length = 0;
    const other = bytes(300_000, 'other');
    const commit = hub.commit({ 'onnx/model.onnx': other });
    await expectContent(filesOf({ cacheDir, revision: commit }), other);
    expect(ranges(hub)).toEqual([undefined]);
  });

  it('not from a beginning that turns out to be damaged', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    await filesOf({ cacheDir }).require(['config.json']);
    await writeFile(join(blobs(cacheDir), `${sha256(graph)}.incomplete`), bytes(100_000, 'rubbish'));
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual(['bytes=100000-', undefined]);
  });

  it('not from one that is longer than the file', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    await filesOf({ cacheDir }).require(['config.json']);
    await writeFile(join(blobs(cacheDir), `${sha256(graph)}.incomplete`), bytes(400_000));
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([undefined]);
  });

  it('a whole file whose process ended before giving it its name needs no more bytes', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    await filesOf({ cacheDir }).require(['config.json']);
    await writeFile(join(blobs(cacheDir), `${sha256(graph)}.incomplete`), graph);
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([]);
  });
});

describe('processes', () => {
  const start = (cacheDir: string) =>
    fork(fileURLToPath(new URL('./fetch-in-process.ts', import.meta.url)), [cacheDir, ...GRAPH], {
      execArgv: ['--import', 'tsx'],
    });

  it('what a killed process left is gone on with', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    spoil(hub, { kind: 'stall', after: 120_000 });
    const child = start(cacheDir);
    const ended = once(child, 'exit');
    await vi.waitFor(async () => {
      const names = await readdir(blobs(cacheDir));
      expect(names.some((name) => name.endsWith('.incomplete'))).toBe(true);
      const [name] = names;
      expect((await readFile(join(blobs(cacheDir), name!))).length).toBe(120_000);
    }, 20_000);
    child.kill('SIGKILL');
    await ended;
    expect((await tree(cacheDir)).filter((name) => name.includes('snapshots'))).toEqual([]);
    hub.requests.length = 0;
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual(['bytes=120000-']);
    expect(await readdir(blobs(cacheDir))).toEqual([sha256(graph)]);
  });

  it.each([
    ['being written to', 0, undefined],
    ['left alone for an hour', 3600, 'bytes=100000-'],
  ])('a part from another machine, %s', async (_what, age, range) => {
    const { hub, cacheDir } = await hubWithGraph();
    await filesOf({ cacheDir }).require(['config.json']);
    const part = join(blobs(cacheDir), `${sha256(graph)}.0123abcd-1-5a5a5a5a.incomplete`);
    await writeFile(part, graph.subarray(0, 100_000));
    const time = Date.now() / 1000 - age;
    await utimes(part, time, time);
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual([range]);
    const isLeft = (await readdir(blobs(cacheDir))).includes(basename(part));
    expect(isLeft).toBe(age === 0);
  });

  it('those that fetch the same file at once do not disturb each other', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    let allMet = () => {};
    const until = new Promise<void>((resolve) => {
      allMet = resolve;
    });
    hub.misbehave = ({ host }) => {
      if (host !== 'storage') return undefined;
      if (ranges(hub).length === 3) allMet();
      return { kind: 'hold', until };
    };
    const children = [start(cacheDir), start(cacheDir), start(cacheDir)];
    const codes = await Promise.all(children.map((child) => once(child, 'exit')));
    expect(codes.map(([code]) => code)).toEqual([0, 0, 0]);
    expect(await readdir(blobs(cacheDir))).toEqual([sha256(graph)]);
    await expectContent(filesOf({ cacheDir, offline: true }), graph);
  });
});

describe('an abort', () => {
  /** Aborts a little after the storage was asked. */
  const aborting = async (misbehaviour: Misbehaviour) => {
    const { hub, cacheDir } = await hubWithGraph();
    const controller = new AbortController();
    let abortedAt = 0;
    hub.misbehave = ({ host }) => {
      if (host !== 'storage') return undefined;
      setTimeout(() => {
        abortedAt = performance.now();
        controller.abort(new Error('enough'));
      }, 300);
      return misbehaviour;
    };
    const patient = { ...QUICK, firstDelayMs: 60_000, maxDelayMs: 60_000, maxRetryAfterMs: 100_000 };
    const call = filesOf({ cacheDir, signal: controller.signal, policy: patient }).require(GRAPH);
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', cause: new Error('enough') });
    // At once, give or take a busy machine; otherwise it would be 30 seconds and more.
    expect(performance.now() - abortedAt).toBeLessThan(2000);
    expect((await tree(cacheDir)).filter((name) => name.includes('snapshots'))).toEqual([]);
    expect(ranges(hub)).toHaveLength(1);
    return { hub, cacheDir };
  };

  it('ends a download at once, and the next one goes on from there', async () => {
    const { hub, cacheDir } = await aborting({ kind: 'stall', after: 80_000 });
    hub.misbehave = () => undefined;
    hub.requests.length = 0;
    await expectContent(filesOf({ cacheDir }), graph);
    expect(ranges(hub)).toEqual(WITHIN);
  });

  it('ends the wait for the next try', async () => {
    await aborting({ kind: 'status', status: 503 });
  });

  it('ends the wait that the server asked for', async () => {
    await aborting({ kind: 'status', status: 429, headers: { 'retry-after': '50' } });
  });

  it('before the call reaches nobody', async () => {
    const { hub, cacheDir } = await hubWithGraph();
    const files = filesOf({ cacheDir, signal: AbortSignal.abort() });
    await expect(files.require(GRAPH)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(hub.requests).toEqual([]);
  });
});
