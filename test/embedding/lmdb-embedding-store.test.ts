import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embedColumn } from '../../src/embedding/embed-column.js';
import { LmdbEmbeddingStore } from '../../src/embedding/lmdb-embedding-store.js';
import { openEmbeddingStore } from '../../src/embedding/open-embedding-store.js';
import { CountingEncoder, input } from './fakes.js';
import { vectorOf } from './store-vectors.js';

let directory: string;
const stores: LmdbEmbeddingStore[] = [];

function openStore(path = directory): LmdbEmbeddingStore {
  const store = new LmdbEmbeddingStore({ directory: path });
  stores.push(store);
  return store;
}

function startWriter(...args: string[]) {
  const script = fileURLToPath(new URL('store-writer.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', script, directory, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'embedding-store-')), 'store.v1');
});

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
  await rm(join(directory, '..'), { recursive: true, force: true });
});

describe('LmdbEmbeddingStore', () => {
  it('returns what was put, bit by bit, and undefined for the rest', async () => {
    const store = openStore();
    const vector = Float32Array.of(1.5, -0, 3.4e38, 1e-45);
    await store.putMany('encoder', [
      ['a', vector],
      ['empty', new Float32Array(0)],
    ]);
    const found = await store.getMany('encoder', ['missing', 'a', 'empty']);
    expect(found).toEqual([undefined, vector, new Float32Array(0)]);
    expect(Object.is(found[1]?.[1], -0)).toBe(true);
    expect(await store.getMany('another encoder', ['a'])).toEqual([undefined]);
  });

  it('keeps vectors between openings and copes with a view into a larger array', async () => {
    const first = openStore();
    await first.putMany('encoder', [['a', Float32Array.of(9, 1, 2, 9).subarray(1, 3)]]);
    await first.close();
    expect(await openStore().getMany('encoder', ['a'])).toEqual([Float32Array.of(1, 2)]);
    expect(await first.getMany('encoder', ['a'])).toEqual([Float32Array.of(1, 2)]);
  });

  it('takes fingerprints and keys of any length', async () => {
    const store = openStore();
    const fingerprint = 'f'.repeat(10_000);
    await store.putMany(fingerprint, [['k'.repeat(5_000), Float32Array.of(4)]]);
    expect(await store.getMany(fingerprint, ['k'.repeat(5_000)])).toEqual([Float32Array.of(4)]);
  });

  it('makes a second run of the stage free of encode calls', async () => {
    const inputs = ['a', 'bb', undefined, 'a'].map((text) => (text ? input(text) : undefined));
    const first = await embedColumn({
      name: 'review',
      encoder: new CountingEncoder(),
      inputs,
      store: openStore(),
    });
    const encoder = new CountingEncoder();
    const second = await embedColumn({ name: 'review', encoder, inputs, store: openStore() });
    expect(encoder.batches).toEqual([]);
    expect(second.matrix).toEqual(first.matrix);
  });

  it('lives below the cache folder', async () => {
    const store = openEmbeddingStore(directory);
    await store.putMany('encoder', [['a', Float32Array.of(1)]]);
    await store.close();
    expect(await readdir(join(directory, 'embeddings'))).toContain('data.mdb');
  });

  it('refuses to be made without a folder or with unknown options', () => {
    expect(() => new LmdbEmbeddingStore({ directory: '' })).toThrow(/directory/);
    const misspelt = { directory, folder: 'x' };
    expect(() => new LmdbEmbeddingStore(misspelt)).toThrow(/unknown option "folder"/);
  });
});

describe('a damaged store', () => {
  it('counts an altered vector as absent', async () => {
    const store = openStore();
    await store.putMany('encoder', [
      ['a', vectorOf(1)],
      ['b', vectorOf(2)],
    ]);
    await store.close();
    const path = join(directory, 'data.mdb');
    const bytes = Buffer.alloc((await stat(path)).size);
    const file = await open(path, 'r+');
    await file.read(bytes, 0, bytes.length, 0);
    const position = bytes.indexOf(Buffer.from(vectorOf(1).buffer).subarray(0, 16));
    expect(position).toBeGreaterThan(0);
    await file.write(Uint8Array.of(bytes[position + 100]! ^ 1), 0, 1, position + 100);
    await file.close();
    const reopened = openStore();
    expect(await reopened.getMany('encoder', ['a', 'b'])).toEqual([undefined, vectorOf(2)]);
    expect(reopened.damagedEntries).toBe(1);
  });

  it('raises STORE_UNUSABLE with a remedy when the database file is foreign or cut short', async () => {
    const store = openStore();
    for (let start = 0; start < 64; start += 8) {
      await store.putMany(
        'encoder',
        Array.from({ length: 8 }, (_, index) => [`${start + index}`, vectorOf(index)] as const),
      );
    }
    await store.close();
    const path = join(directory, 'data.mdb');
    for (const damage of [() => truncate(path, 20_000), () => writeFile(path, 'hello'.repeat(5_000))]) {
      await damage();
      await expect(openStore().getMany('encoder', ['1'])).rejects.toMatchObject({
        code: 'STORE_UNUSABLE',
        message: expect.stringMatching(/data\.mdb .*Delete the folder/),
        data: { directory },
      });
    }
  });

  it('raises STORE_UNUSABLE when the folder is a file, and works once that is put right', async () => {
    await writeFile(directory, 'not a folder');
    const store = openStore();
    await expect(store.putMany('encoder', [])).rejects.toMatchObject({ code: 'STORE_UNUSABLE' });
    await rm(directory);
    await mkdir(directory);
    expect(await store.getMany('encoder', ['a'])).toEqual([undefined]);
  });
});

describe('a store shared by processes', () => {
  it('has only whole vectors, and all announced ones, after its writer is killed', async () => {
    let announced = 0;
    for (const delay of [0, 35, 80, 150]) {
      const writer = startWriter('k');
      let own = 0;
      createInterface(writer.stdout).on('line', (line) => {
        own = Number(line);
      });
      await once(writer.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, delay));
      writer.kill('SIGKILL');
      await once(writer, 'close');
      announced = Math.max(announced, own);

      const store = openStore();
      const keys = Array.from({ length: announced + 64 }, (_, number) => `k${number}`);
      const vectors = await store.getMany('writer', keys);
      expect(store.damagedEntries).toBe(0);
      expect(vectors.slice(0, announced).filter(Boolean).length).toBe(announced);
      for (const [number, vector] of vectors.entries()) if (vector) expect(vector).toEqual(vectorOf(number));
      await store.putMany('writer', [['after', Float32Array.of(1)]]);
      await store.close();
    }
    expect(announced).toBeGreaterThan(0);
  });

  it('takes writes of two processes at once while a third reads; close lets a process end', async () => {
    const reader = openStore();
    await reader.getMany('writer', ['x0']);
    const writers = [startWriter('x', '40'), startWriter('y', '40')];
    const codes = await Promise.all(
      writers.map(async (writer) => {
        writer.stdout.resume();
        const [code] = await once(writer, 'close');
        return code;
      }),
    );
    expect(codes).toEqual([0, 0]);
    for (const prefix of ['x', 'y']) {
      const keys = Array.from({ length: 40 }, (_, number) => `${prefix}${number}`);
      expect(await reader.getMany('writer', keys)).toEqual(keys.map((_, number) => vectorOf(number)));
    }
  });
});
