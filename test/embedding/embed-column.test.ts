import { describe, expect, it } from 'vitest';
import { embedColumn, embedIntoStore } from '../../src/embedding/embed-column.js';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import type { ProgressEvent } from '../../src/types.js';
import { CountingEncoder, input, matrixOf } from './fakes.js';

const texts = ['ccc', 'a', 'bb', 'a', 'dddd'];
const inputs = [
  ...texts.slice(0, 2).map((text) => input(text)),
  undefined,
  ...texts.slice(2).map((t) => input(t)),
];

describe('embedColumn', () => {
  it('gives every row its vector, in order of first appearance, and -1 where the modality is absent', async () => {
    const column = await embedColumn({ name: 'review', encoder: new CountingEncoder(), inputs });
    expect(column.name).toBe('review');
    expect([...column.rowIndex]).toEqual([0, 1, -1, 2, 1, 3]);
    expect(column.matrix).toEqual({
      data: Float32Array.of(3, 99, 1, 97, 2, 98, 4, 100),
      rows: 4,
      dimensions: 2,
    });
    expect(column.summary).toEqual({ distinct: 4, encoded: 4, reused: 0, unusable: 0 });
  });

  it('encodes equal inputs once, shortest first, in batches of the given size', async () => {
    const encoder = new CountingEncoder();
    await embedColumn({ name: 'review', encoder, inputs, batchSize: 3 });
    expect(encoder.batches).toEqual([['a', 'bb', 'ccc'], ['dddd']]);
  });

  it("takes the encoder's batch size, otherwise 8", async () => {
    const many = Array.from({ length: 10 }, (_, index) => input(`text ${index}`));
    const plain = new CountingEncoder();
    await embedColumn({ name: 'review', encoder: plain, inputs: many });
    expect(plain.batches.map((batch) => batch.length)).toEqual([8, 2]);
    const own = Object.assign(new CountingEncoder(), { batchSize: 4 });
    await embedColumn({ name: 'review', encoder: own, inputs: many });
    expect(own.batches.map((batch) => batch.length)).toEqual([4, 4, 2]);
  });

  it('refuses a batch size that is no positive integer', async () => {
    for (const batchSize of [0, -1, 1.5, Number.NaN]) {
      await expect(
        embedColumn({ name: 'review', encoder: new CountingEncoder(), inputs, batchSize }),
      ).rejects.toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining('batchSize') });
    }
  });

  it('loads the encoder and copes with no inputs at all', async () => {
    const encoder = new CountingEncoder();
    const column = await embedColumn<string>({ name: 'review', encoder, inputs: [undefined, undefined] });
    expect(column.matrix).toEqual({ data: new Float32Array(0), rows: 0, dimensions: 2 });
    expect([...column.rowIndex]).toEqual([-1, -1]);
    expect(encoder.loads).toBe(1);
    expect(encoder.batches).toEqual([]);
  });

  it('reports progress of distinct inputs up to the total', async () => {
    const events: ProgressEvent[] = [];
    await embedColumn(
      { name: 'review', encoder: new CountingEncoder(), inputs, batchSize: 2 },
      { onProgress: (event) => events.push(event) },
    );
    expect(events.map(({ done, total }) => [done, total])).toEqual([
      [0, 4],
      [2, 4],
      [4, 4],
    ]);
    expect(events.every((event) => event.stage === 'embed' && event.modality === 'review')).toBe(true);
  });

  it('reads the next batch, and no more, while one is being encoded', async () => {
    const log: string[] = [];
    const encoder = new CountingEncoder();
    const encode = encoder.encode.bind(encoder);
    encoder.encode = async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`encode ${batch[0]}`);
      return encode(batch);
    };
    const rows = ['a', 'bb', 'ccc'].map((text) => input(text, () => log.push(`read ${text}`)));
    await embedColumn({ name: 'review', encoder, inputs: rows, batchSize: 1 });
    expect(log).toEqual(['read a', 'read bb', 'encode a', 'read ccc', 'encode bb', 'encode ccc']);
  });
});

describe('embedColumn with a store', () => {
  it('makes no encode call on a second run and reads no input', async () => {
    const store = new MemoryEmbeddingStore();
    const first = await embedColumn({ name: 'review', encoder: new CountingEncoder(), inputs, store });
    const encoder = new CountingEncoder();
    const unread = inputs.map(
      (entry) => entry && input(entry.key, () => expect.fail('read although it is stored')),
    );
    const second = await embedColumn({ name: 'review', encoder, inputs: unread, store });
    expect(encoder.batches).toEqual([]);
    expect(second.matrix).toEqual(first.matrix);
    expect(second.summary).toEqual({ distinct: 4, encoded: 0, reused: 4, unusable: 0 });
  });

  it('encodes only what is not there, and keeps encoders apart by fingerprint', async () => {
    const store = new MemoryEmbeddingStore();
    await store.putMany('counting-1', [['bb', Float32Array.of(20, 21)]]);
    const encoder = new CountingEncoder();
    const column = await embedColumn({ name: 'review', encoder, inputs, store });
    expect(encoder.batches).toEqual([['a', 'ccc', 'dddd']]);
    expect([...column.matrix.data]).toEqual([3, 99, 1, 97, 20, 21, 4, 100]);
    const other = new CountingEncoder('counting-2');
    await embedColumn({ name: 'review', encoder: other, inputs, store });
    expect(other.batches).toEqual([['a', 'bb', 'ccc', 'dddd']]);
  });

  it('does not use a stored vector of a wrong length or with NaN: counts, encodes and overwrites it', async () => {
    const store = new MemoryEmbeddingStore();
    await store.putMany('counting-1', [
      ['bb', Float32Array.of(1)],
      ['a', Float32Array.of(1, Number.NaN)],
    ]);
    const column = await embedColumn({ name: 'review', encoder: new CountingEncoder(), inputs, store });
    expect(column.summary).toEqual({ distinct: 4, encoded: 4, reused: 0, unusable: 2 });
    expect(await store.getMany('counting-1', ['bb', 'a'])).toEqual([
      Float32Array.of(2, 98),
      Float32Array.of(1, 97),
    ]);
  });

  it('has stored every batch before the next one is encoded', async () => {
    const store = new MemoryEmbeddingStore();
    const encoder = new CountingEncoder();
    encoder.encode = async (batch) => {
      if (batch[0] === 'ccc') throw new Error('out of luck');
      return matrixOf(batch.map((text) => [text.length, 0]));
    };
    const run = embedColumn({ name: 'review', encoder, inputs, store, batchSize: 1 });
    await expect(run).rejects.toThrow('out of luck');
    const stored = await store.getMany('counting-1', ['a', 'bb', 'ccc', 'dddd']);
    expect(stored.map((vector) => vector !== undefined)).toEqual([true, true, false, false]);
  });
});

describe('embedColumn with an abort signal', () => {
  it('stops before anything when the signal has fired', async () => {
    const encoder = new CountingEncoder();
    const run = embedColumn({ name: 'review', encoder, inputs }, { signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect(encoder.loads).toBe(0);
  });

  it('stops between batches, keeping what was encoded', async () => {
    const store = new MemoryEmbeddingStore();
    const controller = new AbortController();
    const encoder = new CountingEncoder();
    const run = embedColumn(
      { name: 'review', encoder, inputs, store, batchSize: 2 },
      {
        signal: controller.signal,
        onProgress: ({ done }) => {
          if (done === 2) controller.abort(new Error('enough'));
        },
      },
    );
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } });
    expect(encoder.batches).toEqual([['a', 'bb']]);
    expect((await store.getMany('counting-1', ['a']))[0]).toEqual(Float32Array.of(1, 97));
  });

  it("calls an encoder's own abort error ABORTED", async () => {
    const controller = new AbortController();
    const encoder = new CountingEncoder();
    encoder.encode = async () => {
      controller.abort();
      throw new DOMException('This operation was aborted', 'AbortError');
    };
    const run = embedColumn({ name: 'review', encoder, inputs }, { signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('embedIntoStore', () => {
  it('gives the same rows from the store, and encodes only what is missing there', async () => {
    const store = new MemoryEmbeddingStore();
    const encoder = new CountingEncoder();
    await embedColumn({ name: 'review', encoder, inputs: inputs.slice(0, 2), store });
    const column = await embedIntoStore({ name: 'review', encoder, inputs, store });
    expect([...column.rowIndex]).toEqual([0, 1, -1, 2, 1, 3]);
    expect(column.summary).toEqual({ distinct: 4, encoded: 2, reused: 2, unusable: 0 });
    const target = new Float32Array(6).fill(7);
    await column.matrix.read(Int32Array.of(3, -1, 0), target);
    expect([...target]).toEqual([4, 100, 0, 0, 3, 99]);
    const other = await embedIntoStore({ name: 'review', encoder, inputs: [...inputs].reverse(), store });
    expect(other.matrix.fingerprint).not.toBe(column.matrix.fingerprint);
  });

  it('raises STORE_UNUSABLE for a vector that has vanished, and refuses vectors that no store keeps', async () => {
    const store = new MemoryEmbeddingStore();
    const encoder = new CountingEncoder();
    const { matrix } = await embedIntoStore({ name: 'review', encoder, inputs, store });
    store.getMany = async (_, keys) => keys.map(() => undefined);
    await expect(matrix.read(Int32Array.of(0), new Float32Array(2))).rejects.toMatchObject({
      code: 'STORE_UNUSABLE',
    });
    const unstorable = Object.assign(new CountingEncoder(), { storable: false });
    await expect(
      embedIntoStore({ name: 'review', encoder: unstorable, inputs, store }),
    ).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});
