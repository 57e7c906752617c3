import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEmbeddings } from '../../src/embedding-files/embedding-files.js';
import type { ReadEmbeddingsOptions } from '../../src/embedding-files/types.js';

const folder = join(import.meta.dirname, '../fixtures/embeddings');
const fixture = (name: string) => join(folder, name);
const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as {
  ids: string[];
  plainIds: string[];
  single: number[][];
  half: number[][];
  brain: number[][];
};
const temporary = mkdtempSync(join(tmpdir(), 'embeddings-'));
afterAll(() => rmSync(temporary, { recursive: true }));

function write(name: string, content: string | Uint8Array): string {
  const path = join(temporary, name);
  writeFileSync(path, content);
  return path;
}

describe('readEmbeddings reads what NumPy, safetensors and pyarrow wrote', () => {
  const numbers = ['10', '20', '30', '40', '50'];
  const { ids, plainIds, single, half, brain } = expected;
  const cases: [string, ReadEmbeddingsOptions, string[], number[][]][] = [
    ['single-v1.npy', { ids: plainIds }, plainIds, single],
    ['double-v2.npy', {}, ids, single],
    ['half-v3.npy', {}, plainIds, half],
    ['single.safetensors', {}, ids, single],
    ['double.safetensors', { tensor: 'vectors' }, ids, single],
    ['half.safetensors', {}, ids, half],
    ['brain.safetensors', { ids: plainIds }, plainIds, brain],
    ['two.safetensors', { tensor: 'first' }, ids, single],
    ['lists.parquet', {}, ids, single],
    ['fixed-groups.parquet', {}, ids, single],
    ['fixed-groups.parquet', { idColumn: 'other' }, plainIds, single],
    ['integers-zstd.parquet', { idColumn: 'asin', vectorColumn: 'vector' }, numbers, single],
    ['integers-zstd.parquet', { ids: plainIds, vectorColumn: 'vector' }, plainIds, single],
    ['large-gzip.parquet', {}, ids, single],
    ['plain-v2.parquet', {}, ids, single],
  ];
  it.each(cases)('%s with %j', async (name, options, wantedIds, vectors) => {
    const { ids, matrix } = await readEmbeddings(fixture(name), options);
    expect(ids).toEqual(wantedIds);
    expect(matrix).toEqual({ data: Float32Array.from(vectors.flat()), rows: 5, dimensions: 6 });
  });

  it('per-id.safetensors, whose order is the writer’s own', async () => {
    const { ids, matrix } = await readEmbeddings(fixture('per-id.safetensors'));
    expect([...ids].sort()).toEqual([...expected.ids].sort());
    for (const [row, id] of ids.entries()) {
      const vector = expected.single[expected.ids.indexOf(id)]!;
      expect(matrix.data.slice(row * 6, row * 6 + 6)).toEqual(Float32Array.from(vector));
    }
  });
});

describe('readEmbeddings refuses', () => {
  const { plainIds } = expected;
  const bad: [string, ReadEmbeddingsOptions, string, RegExp][] = [
    ['missing.npy', {}, 'SOURCE_NOT_FOUND', /missing\.npy/],
    ['fortran.npy', { ids: plainIds }, 'SOURCE_FORMAT', /C order.*fortran_order': True/],
    ['big-endian.npy', { ids: plainIds }, 'SOURCE_FORMAT', />f4/],
    ['integers.npy', { ids: plainIds }, 'SOURCE_FORMAT', /float32.*<i4/],
    ['one-axis.npy', { ids: plainIds }, 'SOURCE_FORMAT', /\[rows, dimensions\].*\(30,\)/],
    ['single-v1.npy', {}, 'SOURCE_FORMAT', /single-v1\.ids\.json or .*single-v1\.ids\.txt/],
    ['single-v1.npy', { ids: ['a'] }, 'DIMENSION_MISMATCH', /1 ids, 5 rows/],
    ['two.safetensors', {}, 'SOURCE_FORMAT', /2 tensors: "first", "second".*option "tensor"/],
    ['two.safetensors', { tensor: 'third' }, 'SOURCE_FORMAT', /"third".*2 tensors/],
    ['per-id.safetensors', { tensor: 'B00A' }, 'SOURCE_FORMAT', /shape \[6\]/],
    ['integers.safetensors', {}, 'SOURCE_FORMAT', /type I64/],
    ['ragged.safetensors', {}, 'SOURCE_FORMAT', /one width/],
    ['lists.parquet', { idColumn: 'asin' }, 'SOURCE_FORMAT', /"asin".*it has "id", "embedding"/],
    ['ragged.parquet', {}, 'SOURCE_FORMAT', /row 0 has 6 numbers and row 3 has 2/],
    ['without-vector.parquet', {}, 'SOURCE_FORMAT', /row 2 holds nothing/],
    ['null-numbers.parquet', {}, 'SOURCE_FORMAT', /row 2 holds (null|undefined)/],
    ['without-id.parquet', {}, 'SOURCE_FORMAT', /row 4 holds nothing/],
    ['no-list.parquet', {}, 'SOURCE_FORMAT', /a list of numbers.*row 0 holds a number/],
    ['expected.json', {}, 'INVALID_OPTIONS', /\.npy, \.safetensors, \.parquet/],
  ];
  it.each(bad)('%s with %j: %s', async (name, options, code, message) => {
    await expect(readEmbeddings(fixture(name), options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it.each(['single-v1.npy', 'single.safetensors', 'per-id.safetensors', 'lists.parquet'])(
    'a cut %s at every length',
    async (name) => {
      const whole = readFileSync(fixture(name));
      const path = join(temporary, `cut-${name}`);
      copyFileSync(fixture(name), path);
      for (let length = whole.length - 1; length >= 0; length -= Math.max(1, Math.floor(whole.length / 40))) {
        truncateSync(path, length);
        await expect(readEmbeddings(path, { ids: plainIds })).rejects.toMatchObject({
          code: 'SOURCE_FORMAT',
        });
      }
    },
  );

  it('a folder', async () => {
    await expect(readEmbeddings(`${folder}/`)).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    const path = join(temporary, 'folder.npy');
    rmSync(path, { force: true, recursive: true });
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path);
    await expect(readEmbeddings(path)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE' });
  });

  it('ids that are no list of strings', async () => {
    const path = write('ids.npy', readFileSync(fixture('single-v1.npy')));
    for (const content of ['{"a": 1}', '["a", null, "b", "c", "d"]', '["a", 1.5, "b", "c", "d"]', 'a\nb']) {
      write('ids.ids.json', content);
      await expect(readEmbeddings(path)).rejects.toMatchObject({
        code: 'SOURCE_FORMAT',
        message: expect.stringContaining('ids.ids.json'),
      });
    }
  });

  it('numbers that are not finite, naming the id', async () => {
    const content = Buffer.from(readFileSync(fixture('single-v1.npy')));
    content.writeFloatLE(Number.NaN, content.length - 4);
    await expect(readEmbeddings(write('nan.npy', content), { ids: plainIds })).rejects.toMatchObject({
      code: 'INVALID_EMBEDDING',
      message: expect.stringMatching(/"e" has NaN in column 5/),
    });
  });

  it('a file without rows', async () => {
    const text = "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 6), }\n";
    const head = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([text.length, 0])]);
    const path = write('empty.npy', Buffer.concat([head, Buffer.from(text)]));
    await expect(readEmbeddings(path, { ids: [] })).rejects.toMatchObject({ code: 'NO_ROWS' });
  });

  it('unknown options, and a signal that has fired', async () => {
    const path = fixture('lists.parquet');
    await expect(readEmbeddings(path, { idcolumn: 'id' } as ReadEmbeddingsOptions)).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    for (const name of ['lists.parquet', 'double-v2.npy', 'single.safetensors', 'per-id.safetensors']) {
      const signal = AbortSignal.abort();
      await expect(readEmbeddings(fixture(name), { signal })).rejects.toMatchObject({ code: 'ABORTED' });
    }
  });
});
