import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TransformersImageEncoder } from '../../../src/encoders/transformers-image-encoder.js';
import {
  TransformersTextEncoder,
  type TransformersTextEncoderOptions,
} from '../../../src/encoders/transformers-text-encoder.js';
import { copyModel, difference, pictures, reference, tinyModel } from '../transformers/models.js';

const model = tinyModel('tiny-distilbert');
const texts = reference.distilbert.rows.map(({ text }) => text);

async function open(options: TransformersTextEncoderOptions = {}): Promise<TransformersTextEncoder> {
  const encoder = new TransformersTextEncoder({ model, workers: 1, ...options });
  await encoder.load();
  onTestFinished(() => encoder.dispose());
  return encoder;
}

/** The threads that are started from now on. */
function watchThreads(): Worker[] {
  const threads: Worker[] = [];
  const original = Worker.prototype.postMessage;
  vi.spyOn(Worker.prototype, 'postMessage').mockImplementation(function (this: Worker, ...given) {
    if (!threads.includes(this)) threads.push(this);
    return original.apply(this, given);
  });
  return threads;
}

afterEach(() => vi.restoreAllMocks());

describe('a model in a thread', () => {
  it('gives the same vectors, fingerprint, plan and configuration for texts', async () => {
    const here = await open({ workers: 0, pooling: 'mean' });
    const there = await open({ pooling: 'mean' });
    expect(await there.encode(texts)).toEqual(await here.encode(texts));
    expect(there.fingerprint).toBe(here.fingerprint);
    expect(there.describe()).toEqual(here.describe());
    expect(there.dimensions).toBe(32);
    expect(there.config()).toEqual({ ...here.config(), workers: 1 });
  });

  it('gives the same vectors for images, and leaves the bytes to their owner', async () => {
    const options = { model: tinyModel('tiny-resnet-classifier') };
    const here = new TransformersImageEncoder(options);
    const there = new TransformersImageEncoder({ ...options, workers: 1 });
    await Promise.all([here.load(), there.load()]);
    onTestFinished(async () => void (await Promise.all([here.dispose(), there.dispose()])));
    const given = pictures.map((bytes) => new Uint8Array(bytes));
    expect(await there.encode(given)).toEqual(await here.encode(pictures));
    expect(given).toEqual(pictures);
    expect(there.fingerprint).toBe(here.fingerprint);
  });

  it('shares a call out among several threads and puts the rows back in order', async () => {
    const here = await open({ workers: 0 });
    const threads = watchThreads();
    const there = await open({ workers: 2 });
    const many = Array.from({ length: 21 }, (_, index) =>
      texts[index % texts.length]!.repeat(1 + (index % 3)),
    );
    const [expected, matrix] = [await here.encode(many), await there.encode(many)];
    expect(threads).toHaveLength(2);
    expect(matrix).toMatchObject({ rows: 21, dimensions: 32 });
    expect(difference(matrix.data, expected.data)).toBeLessThan(1e-5);
    expect(there.fingerprint).toBe(here.fingerprint);
    expect((await there.encode([])).rows).toBe(0);
    expect(difference((await there.encode([texts[0]!])).data, (await here.encode([texts[0]!])).data)).toBe(0);
  });

  it('of several, one that ends fails the call, and load() starts all anew', async () => {
    const threads = watchThreads();
    const encoder = await open({ workers: 2 });
    await encoder.encode(texts);
    await threads[1]!.terminate();
    await expect(encoder.encode(texts)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    await encoder.load();
    expect((await encoder.encode(texts)).rows).toBe(texts.length);
  });

  it('sends a view of a large buffer without what surrounds it', async () => {
    const encoder = new TransformersImageEncoder({
      model: tinyModel('tiny-resnet-classifier'),
      workers: 1,
    });
    await encoder.load();
    onTestFinished(() => encoder.dispose());
    const archive = new Uint8Array(5_000_000);
    archive.set(pictures[0]!, 1000);
    const sent = vi.spyOn(Worker.prototype, 'postMessage');
    const view = archive.subarray(1000, 1000 + pictures[0]!.length);
    const matrix = await encoder.encode([view]);
    const [request] = sent.mock.calls[0] as [{ inputs: Uint8Array[] }];
    expect(request.inputs[0]!.buffer.byteLength).toBe(view.length);
    expect(matrix).toEqual(await encoder.encode([pictures[0]!]));
  });

  it('of no texts gives an empty matrix', async () => {
    expect(await (await open()).encode([])).toEqual({ data: new Float32Array(0), rows: 0, dimensions: 32 });
  });

  it('leaves the event loop free while it computes', async () => {
    const encoder = await open({ maxTokens: 48, tokensPerRun: 48 * 2000, batchSize: 2000 });
    const many = Array.from(
      { length: 2000 },
      (_, index) => `good shoes ${'soft and warm '.repeat(12)}${index}`,
    );
    const stallDuring = async (task: () => Promise<unknown>) => {
      let longest = 0;
      let last = performance.now();
      const timer = setInterval(() => {
        longest = Math.max(longest, performance.now() - last);
        last = performance.now();
      }, 1);
      const started = performance.now();
      await task();
      clearInterval(timer);
      return { took: performance.now() - started, longest: Math.max(longest, performance.now() - last) };
    };
    const { took, longest } = await stallDuring(() => encoder.encode(many));
    const here = await open({ workers: 0, maxTokens: 48, tokensPerRun: 48 * 2000, batchSize: 2000 });
    const without = await stallDuring(() => here.encode(many));
    // The same run in this thread stalls the loop for most of its time.
    expect(without.longest).toBeGreaterThan(without.took / 4);
    expect(longest).toBeLessThan(took / 2);
  });
});

describe('several calls', () => {
  it('at once get their own answers', async () => {
    const encoder = await open();
    const batches = texts.map((text, index) => [text, ...texts.slice(0, index)]);
    const together = await Promise.all(batches.map((batch) => encoder.encode(batch)));
    for (const [index, batch] of batches.entries()) {
      expect(together[index]).toEqual(await encoder.encode(batch));
    }
  });

  it('an abort of one leaves the others right; its reason is the cause', async () => {
    const encoder = await open({ tokensPerRun: 60 });
    const expected = await encoder.encode(texts);
    const abort = new AbortController();
    const reason = new Error('enough');
    const long = Array.from({ length: 3000 }, (_, index) => `a long list of shoes ${index}`);
    const calls = [
      encoder.encode(texts),
      encoder.encode(long, { signal: abort.signal }),
      encoder.encode(texts),
    ] as const;
    abort.abort(reason);
    const [first, second, third] = await Promise.allSettled(calls);
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ABORTED', cause: reason } });
    expect(first).toEqual({ status: 'fulfilled', value: expected });
    expect(third).toEqual({ status: 'fulfilled', value: expected });
  });

  it('an abort in the middle of a call ends it soon', async () => {
    const encoder = await open({ tokensPerRun: 60 });
    const long = Array.from({ length: 20_000 }, (_, index) => `a long list of shoes ${index}`);
    const abort = new AbortController();
    const call = encoder.encode(long, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    const started = performance.now();
    await expect(call).rejects.toMatchObject({ code: 'ABORTED' });
    const aborted = performance.now() - started;
    expect(await encoder.encode(['good'])).toMatchObject({ rows: 1 });
    const whole = performance.now();
    await encoder.encode(long);
    expect(aborted).toBeLessThan((performance.now() - whole) / 2);
  });

  it('a signal that had fired is refused without asking the thread', async () => {
    const encoder = await open();
    const sent = vi.spyOn(Worker.prototype, 'postMessage');
    await expect(encoder.encode(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(sent).not.toHaveBeenCalled();
  });

  it('an input that cannot be sent fails its call and no other', async () => {
    const encoder = await open();
    await expect(encoder.encode([(() => 'text') as unknown as string])).rejects.toThrow();
    expect((await encoder.encode(['good shoes'])).rows).toBe(1);
  });
});

describe('errors come over', () => {
  it('with code and data: an image that cannot be read', async () => {
    const options = { model: tinyModel('tiny-resnet-classifier') };
    const there = new TransformersImageEncoder({ ...options, workers: 1 });
    const here = new TransformersImageEncoder(options);
    await Promise.all([there.load(), here.load()]);
    onTestFinished(async () => void (await Promise.all([here.dispose(), there.dispose()])));
    const bad = [pictures[0]!, new Uint8Array([1, 2, 3])];
    const expected = (await here.encode(bad).catch((error: unknown) => error)) as Error & { data: object };
    await expect(there.encode(bad)).rejects.toMatchObject({
      name: 'RecommenderError',
      code: 'IMAGE_UNREADABLE',
      message: expected.message,
      data: expected.data,
    });
    expect((await there.encode([pictures[0]!])).rows).toBe(1);
  });

  it('a missing model, and loads once the file is there', async () => {
    const folder = await copyModel('tiny-distilbert');
    const file = join(folder, 'onnx/model.onnx');
    await rename(file, `${file}.away`);
    const encoder = new TransformersTextEncoder({ model: folder, workers: 1 });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    expect(() => encoder.fingerprint).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    await rename(`${file}.away`, file);
    await encoder.load();
    expect((await encoder.encode(['good'])).rows).toBe(1);
    await encoder.dispose();
  });

  it('a wrong output, which only the thread finds out', async () => {
    const encoder = new TransformersTextEncoder({ model, workers: 1, output: 'pooled' });
    await expect(encoder.load()).rejects.toMatchObject({
      code: 'MODEL_OUTPUT',
      data: { expected: 'pooled', inner: expect.any(Array) },
    });
  });
});

describe('loading and disposing', () => {
  it('an abort while it loads ends the thread', async () => {
    for (const delay of [0, 30, 150]) {
      const abort = new AbortController();
      const reason = new Error('no longer wanted');
      const encoder = new TransformersTextEncoder({ model, workers: 1 });
      const loading = encoder.load({ signal: abort.signal });
      setTimeout(() => abort.abort(reason), delay);
      await expect(loading).rejects.toMatchObject({ code: 'ABORTED', cause: reason });
      await encoder.load();
      expect((await encoder.encode(['good'])).rows).toBe(1);
      await encoder.dispose();
    }
  });

  it('dispose waits for work in progress, which is done', async () => {
    const encoder = await open();
    const working = encoder.encode(texts);
    const more = encoder.encode(texts.slice(0, 2));
    await encoder.dispose();
    expect((await working).rows).toBe(texts.length);
    expect((await more).rows).toBe(2);
    await expect(encoder.encode(texts)).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });

  it('dispose ends the thread, and load starts another', async () => {
    const threads = watchThreads();
    const encoder = await open();
    const before = await encoder.encode(texts);
    expect(threads).toHaveLength(1);
    await encoder.dispose();
    expect(threads[0]!.threadId).toBe(-1);
    await encoder.load();
    expect(await encoder.encode(texts)).toEqual(before);
    expect(threads).toHaveLength(2);
  });
});

describe('a thread that is ended from outside', () => {
  it('fails what it was working on and all that follows; load starts another', async () => {
    const threads = watchThreads();
    const encoder = await open({ tokensPerRun: 60 });
    const before = await encoder.encode(texts);
    const long = Array.from({ length: 5000 }, (_, index) => `a long list of shoes ${index}`);
    const working = [encoder.encode(long), encoder.encode(texts)];
    const settled = Promise.allSettled(working);
    await threads[0]!.terminate();
    const failed = {
      status: 'rejected',
      reason: { code: 'WORKER_FAILED', message: expect.stringContaining('load()') },
    };
    expect(await settled).toMatchObject([failed, failed]);
    await expect(encoder.encode(texts)).rejects.toMatchObject({ code: 'WORKER_FAILED' });
    await Promise.all([encoder.load(), encoder.load()]);
    expect(await encoder.encode(texts)).toEqual(before);
    expect(threads).toHaveLength(2);
  });

  it('can be disposed of', async () => {
    const threads = watchThreads();
    const encoder = await open();
    await encoder.encode(['good']);
    await threads[0]!.terminate();
    await encoder.dispose();
    await expect(encoder.encode(['good'])).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });
});

describe('the process', () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const run = (code: string) => {
    const script = `import { TransformersTextEncoder } from './src/encoders/transformers-text-encoder.ts';
      const encoder = new TransformersTextEncoder({ model: ${JSON.stringify(model)}, workers: 1 });
      ${code}`;
    const flags = ['--import', 'tsx', '--input-type=module', '-e', script];
    return promisify(execFile)(process.execPath, flags, { cwd: root, timeout: 25_000 });
  };

  it('is not kept alive by an idle model', async () => {
    const { stdout } = await run(`await encoder.load();
      await Promise.all([encoder.encode(['one']), encoder.encode(['two'])]);
      console.log('the end');`);
    expect(stdout).toBe('the end\n');
  });

  it('is kept alive by one that loads, works or is being disposed of', async () => {
    const { stdout } = await run(`encoder.load().then(async () => {
        console.log('loaded');
        encoder.encode(['one']).then(({ rows }) => {
          console.log('encoded', rows);
          encoder.dispose().then(() => console.log('disposed'));
        });
      });`);
    expect(stdout).toBe('loaded\nencoded 1\ndisposed\n');
  });
});
