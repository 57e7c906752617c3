import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEmbeddings, writeEmbeddings } from '../../src/embedding-files/embedding-files.js';
import { createRandom } from '../../src/util/random.js';

const temporary = mkdtempSync(join(tmpdir(), 'embeddings-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const formats = ['npy', 'safetensors', 'parquet'];
const ids = ['plain', '', 'line\nbreak\r\n', 'quote " \\', 'Größe 😀', '__proto__'];
const data = Float32Array.from([1, -0, 1.17549435e-38, 3.4028234e38, 1e-45, 0.1, 7, 8, 9, 10, 11, 12]);
const matrix = { data, rows: 6, dimensions: 2 };

describe('writeEmbeddings', () => {
  it.each(formats)('%s gives back every bit', async (format) => {
    const path = join(temporary, 'deep', `all.${format}`);
    await writeEmbeddings(path, { ids, matrix });
    expect(await readEmbeddings(path)).toEqual({ ids, matrix });
  });

  it.each(formats)('%s holds many rows and more than one group of them', async (format) => {
    const random = createRandom(5);
    const dimensions = 3000;
    const rows = 1500;
    const many = Float32Array.from({ length: rows * dimensions }, () => random() - 0.5);
    const keyed = {
      ids: Array.from({ length: rows }, (_, row) => `item ${row}`),
      matrix: { data: many, rows, dimensions },
    };
    const path = join(temporary, `many.${format}`);
    await writeEmbeddings(path, keyed);
    const read = await readEmbeddings(path);
    expect(read.ids).toEqual(keyed.ids);
    expect(Buffer.compare(Buffer.from(read.matrix.data.buffer), Buffer.from(many.buffer))).toBe(0);
  });

  it.each(formats)('%s replaces an earlier file and leaves nothing else behind', async (format) => {
    const folder = mkdtempSync(join(temporary, 'replace-'));
    const path = join(folder, `vectors.${format}`);
    await writeEmbeddings(path, { ids, matrix });
    const other = { ids: ['only'], matrix: { data: new Float32Array([4, 5, 6]), rows: 1, dimensions: 3 } };
    await writeEmbeddings(path, other);
    expect(await readEmbeddings(path)).toEqual(other);
    const expected = format === 'npy' ? ['vectors.ids.json', 'vectors.npy'] : [`vectors.${format}`];
    expect(readdirSync(folder).sort()).toEqual(expected);
  });

  it('does not leave the ids of an earlier .npy file beside a new one', async () => {
    const folder = mkdtempSync(join(temporary, 'stale-'));
    writeFileSync(join(folder, 'vectors.ids.txt'), 'a\nb\nc\nd\ne\nf\n');
    const path = join(folder, 'vectors.npy');
    await writeEmbeddings(path, { ids, matrix });
    expect(existsSync(join(folder, 'vectors.ids.txt'))).toBe(false);
    expect((await readEmbeddings(path)).ids).toEqual(ids);
  });

  it('writes a view of a larger buffer without its surroundings', async () => {
    const view = new Float32Array([0, 1, 2, 3, 4]).subarray(1, 3);
    for (const format of formats) {
      const path = join(temporary, `view.${format}`);
      await writeEmbeddings(path, { ids: ['a'], matrix: { data: view, rows: 1, dimensions: 2 } });
      expect((await readEmbeddings(path)).matrix.data).toEqual(new Float32Array([1, 2]));
    }
  });

  it('aligns the numbers of a .npy file to 64 bytes', async () => {
    for (const rows of [1, 10, 100_000]) {
      const path = join(temporary, 'aligned.npy');
      const keyed = {
        ids: Array.from({ length: rows }, String),
        matrix: { data: new Float32Array(rows), rows, dimensions: 1 },
      };
      await writeEmbeddings(path, keyed);
      const file = readFileSync(path);
      expect((10 + file.readUInt16LE(8)) % 64).toBe(0);
      expect(file.length).toBe(10 + file.readUInt16LE(8) + 4 * rows);
    }
  });

  it('raises typed errors and touches no file', async () => {
    const folder = mkdtempSync(join(temporary, 'bad-'));
    const bad: [string, object, string][] = [
      ['a.csv', { ids, matrix }, 'INVALID_OPTIONS'],
      ['a.npy', { ids: ['a'], matrix }, 'DIMENSION_MISMATCH'],
      ['a.npy', { ids, matrix: { ...matrix, dimensions: 3 } }, 'DIMENSION_MISMATCH'],
      ['a.npy', { ids: [], matrix: { data: new Float32Array(), rows: 0, dimensions: 2 } }, 'NO_ROWS'],
      ['a.npy', { ids, matrix: { ...matrix, data: data.map(() => Number.NaN) } }, 'INVALID_EMBEDDING'],
    ];
    for (const [name, keyed, code] of bad) {
      await expect(writeEmbeddings(join(folder, name), keyed as never)).rejects.toMatchObject({ code });
    }
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses ids that a safetensors header cannot hold', async () => {
    const long = 'x'.repeat(60_000_000);
    const keyed = {
      ids: [`${long}1`, `${long}2`],
      matrix: { data: new Float32Array(2), rows: 2, dimensions: 1 },
    };
    await expect(writeEmbeddings(join(temporary, 'long.safetensors'), keyed)).rejects.toMatchObject({
      code: 'SOURCE_FORMAT',
      message: expect.stringMatching(/\.parquet or \.npy/),
    });
  });
});
