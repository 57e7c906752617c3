import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEmbeddings, writeEmbeddings } from '../../src/embedding-files/embedding-files.js';
import { PrecomputedEncoder } from '../../src/encoders/precomputed-encoder.js';
import { sampleImages } from '../../src/testing/sample-images.js';
import { sha256 } from '../../src/util/hash.js';

const fixture = (name: string) => join(import.meta.dirname, '../fixtures/embeddings', name);
const temporary = mkdtempSync(join(tmpdir(), 'precomputed-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const ids = ['good', 'bad'];
const matrix = { data: new Float32Array([1, 2, 3, 4, 5, 6]), rows: 2, dimensions: 3 };

async function loaded(options: ConstructorParameters<typeof PrecomputedEncoder>[0]) {
  const encoder = new PrecomputedEncoder(options);
  await encoder.load();
  return encoder;
}

describe('PrecomputedEncoder', () => {
  it('finds vectors in memory, in a map and in files of every format', async () => {
    const map = new Map<string, ArrayLike<number>>([
      ['bad', [4, 5, 6]],
      ['good', new Float32Array([1, 2, 3])],
    ]);
    const sources: ConstructorParameters<typeof PrecomputedEncoder>[0]['embeddings'][] = [
      { ids, matrix },
      map,
    ];
    for (const format of ['npy', 'safetensors', 'parquet']) {
      const path = join(temporary, `two.${format}`);
      await writeEmbeddings(path, { ids, matrix });
      sources.push(path);
    }
    const fingerprints = new Set<string>();
    for (const embeddings of sources) {
      const encoder = await loaded({ embeddings });
      expect(encoder.dimensions).toBe(3);
      expect(await encoder.encode(['bad', 'good', 'bad'])).toEqual({
        data: new Float32Array([4, 5, 6, 1, 2, 3, 4, 5, 6]),
        rows: 3,
        dimensions: 3,
      });
      fingerprints.add(encoder.fingerprint);
    }
    expect(fingerprints.size).toBe(1);
  });

  it('changes its fingerprint with one number, one id or one row more, not with the order', async () => {
    const { fingerprint } = await loaded({ embeddings: { ids, matrix } });
    const swapped = {
      ids: ['bad', 'good'],
      matrix: { ...matrix, data: new Float32Array([4, 5, 6, 1, 2, 3]) },
    };
    expect((await loaded({ embeddings: swapped })).fingerprint).toBe(fingerprint);
    const others = [
      { ids, matrix: { ...matrix, data: new Float32Array([1, 2, 3, 4, 5, 6.0001]) } },
      { ids: ['good', 'worse'], matrix },
      { ids: [...ids, 'x'], matrix: { data: new Float32Array(9), rows: 3, dimensions: 3 } },
    ];
    for (const embeddings of others) {
      expect((await loaded({ embeddings })).fingerprint).not.toBe(fingerprint);
    }
  });

  it('names the key of an input without a vector, and gives no zeros', async () => {
    const encoder = await loaded({ embeddings: { ids, matrix } });
    await expect(encoder.encode(['good', 'unheard of'])).rejects.toMatchObject({
      code: 'NO_EMBEDDING',
      message: expect.stringMatching(/none of the 2 ids is "unheard of".*begin with "bad", "good"/),
      data: { key: 'unheard of', count: 2 },
    });
    expect((await encoder.encode(['good'])).data).toEqual(new Float32Array([1, 2, 3]));
  });

  it('finds texts as the library cleans them under ids as people wrote them', async () => {
    const written = ['It&#39;s <br />great', 'two  spaces\n', 'It’s  exact'];
    const keyed = {
      ids: written,
      matrix: { data: new Float32Array([1, 2, 3]), rows: 3, dimensions: 1 },
    };
    const encoder = await loaded({ embeddings: keyed });
    const { data } = await encoder.encode(["It's great", 'two spaces', ...written]);
    expect([...data]).toEqual([1, 2, 1, 2, 3]);
  });

  it('keys by a function, which must return strings', async () => {
    const options = { embeddings: { ids, matrix }, key: (text: string) => text.toLowerCase() };
    const encoder = new PrecomputedEncoder<string>(options);
    await encoder.load();
    expect((await encoder.encode(['GOOD'])).data[0]).toBe(1);
    const wrong = new PrecomputedEncoder<string>({ ...options, key: () => 7 as never });
    await wrong.load();
    await expect(wrong.encode(['a'])).rejects.toThrow(TypeError);
  });

  it('keys images by the hash of their content, and tells a broken picture from an unknown one', async () => {
    const [first, second] = sampleImages();
    const keyed = { ids: [sha256(first!)], matrix: { data: new Float32Array([9]), rows: 1, dimensions: 1 } };
    const encoder = await loaded({ embeddings: keyed });
    expect((await encoder.encode([first!])).data).toEqual(new Float32Array([9]));
    await expect(encoder.encode([second!])).rejects.toMatchObject({
      code: 'NO_EMBEDDING',
      data: { key: sha256(second!) },
    });
    await expect(encoder.encode([new Uint8Array([1, 2])])).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });

  it('looks items up by their ids', async () => {
    const encoder = new PrecomputedEncoder({ embeddings: { ids, matrix }, key: 'itemId' });
    expect(() => encoder.knowsItem?.('good')).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    await encoder.load();
    expect([encoder.knowsItem?.('good'), encoder.knowsItem?.('other')]).toEqual([true, false]);
    expect((await encoder.encode([Buffer.from('bad')])).data[0]).toBe(4);
    await expect(encoder.encode([Buffer.from('other')])).rejects.toMatchObject({ code: 'NO_EMBEDDING' });
    expect((await loaded({ embeddings: { ids, matrix } })).knowsItem).toBeUndefined();
  });

  it('accepts one id twice if both vectors are equal', async () => {
    const twice = (last: number) => ({
      ids: ['a', 'b', 'a'],
      matrix: { data: new Float32Array([1, 2, last]), rows: 3, dimensions: 1 },
    });
    expect((await (await loaded({ embeddings: twice(1) })).encode(['a'])).data[0]).toBe(1);
    await expect(loaded({ embeddings: twice(1.5) })).rejects.toMatchObject({
      code: 'INVALID_EMBEDDING',
      message: expect.stringMatching(/rows 0 and 2 are both "a"/),
    });
  });

  it('checks what it is given when it loads', async () => {
    const bad: [unknown, string][] = [
      [{ ids, matrix: { ...matrix, dimensions: 2 } }, 'DIMENSION_MISMATCH'],
      [
        { ids, matrix: { ...matrix, data: matrix.data.map(() => Number.POSITIVE_INFINITY) } },
        'INVALID_EMBEDDING',
      ],
      [{ ids: ['a'], matrix }, 'DIMENSION_MISMATCH'],
      [
        new Map([
          ['a', [1]],
          ['b', [1, 2]],
        ]),
        'DIMENSION_MISMATCH',
      ],
      [new Map(), 'DIMENSION_MISMATCH'],
      ['nowhere.npy', 'SOURCE_NOT_FOUND'],
    ];
    for (const [embeddings, code] of bad) {
      const encoder = new PrecomputedEncoder({ embeddings: embeddings as never });
      await expect(encoder.load()).rejects.toMatchObject({ code });
      expect(() => encoder.fingerprint).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
    }
  });

  it('refuses options that make no sense', () => {
    const bad: unknown[] = [
      {},
      { embeddings: 'vectors.csv' },
      { embeddings: [] },
      { embeddings: { ids, matrix }, key: 'asin' },
      { embeddings: { ids, matrix }, keyOf: () => '' },
    ];
    for (const options of bad) {
      expect(() => new PrecomputedEncoder(options as never)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it('can be loaded again after a load that failed or was aborted', async () => {
    const path = join(temporary, 'late.npy');
    const encoder = new PrecomputedEncoder({ embeddings: path });
    await expect(encoder.load()).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    await writeEmbeddings(path, { ids, matrix });
    await expect(encoder.load({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ABORTED' });
    await Promise.all([encoder.load(), encoder.load()]);
    expect(encoder.dimensions).toBe(3);
  });

  it('gives a configuration that makes it again, or none', async () => {
    const embeddings = fixture('integers-zstd.parquet');
    const read = { idColumn: 'asin', vectorColumn: 'vector' };
    const encoder = await loaded({ embeddings, read });
    const config = JSON.parse(JSON.stringify(encoder.config?.()));
    expect(config).toEqual({ embeddings, key: 'content', read });
    expect((await loaded(config)).fingerprint).toBe(encoder.fingerprint);
    const vectors = await readEmbeddings(embeddings, read);
    expect((await loaded({ embeddings: vectors })).config).toBeUndefined();
    expect((await loaded({ embeddings, read, key: String })).config).toBeUndefined();
    expect(new PrecomputedEncoder({ embeddings, read: { ...read, ids } }).config).toBeUndefined();
  });
});
