import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMatrixFile } from '../../src/embedding-files/matrix-file.js';
import { writeMatrixFile } from '../../src/embedding-files/write-matrix-file.js';
import { readEmbeddings, writeEmbeddings } from '../../src/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'matrix-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const DIMENSIONS = 3;
const vectorAt = (row: number) => Float32Array.of(row, row / 2, -row);
async function* vectors(count: number) {
  for (let row = 0; row < count; row++) yield vectorAt(row);
}

describe('writeMatrixFile and openMatrixFile', () => {
  it('read rows in any order, repeated, in runs, and zeros where there is none', async () => {
    const path = join(folder, 'rows.npy');
    expect(await writeMatrixFile(path, DIMENSIONS, vectors(50))).toBe(50);
    await using matrix = await openMatrixFile(path);
    expect([matrix.rows, matrix.dimensions]).toEqual([50, DIMENSIONS]);
    const rows = Int32Array.of(49, -1, 3, 4, 5, -1, -1, 3, 0, 48, 49, 0);
    const target = new Float32Array((rows.length + 1) * DIMENSIONS).fill(7);
    await matrix.read(rows, target);
    const expected = [...rows].flatMap((row) => [...(row < 0 ? [0, 0, 0] : vectorAt(row))]);
    expect([...target]).toEqual([...expected, 7, 7, 7]);
  });

  it('write more than is gathered at once, as NumPy and readEmbeddings read it', async () => {
    const path = join(folder, 'large.npy');
    const dimensions = 400_000;
    const large = (row: number) => new Float32Array(dimensions).fill(row + 1);
    await writeMatrixFile(path, dimensions, [large(0), large(1), large(2), large(3), large(4)]);
    const { matrix } = await readEmbeddings(path, { ids: ['a', 'b', 'c', 'd', 'e'] });
    expect(matrix.rows).toBe(5);
    for (let row = 0; row < 5; row++) {
      expect(matrix.data[row * dimensions]).toBe(row + 1);
      expect(matrix.data[(row + 1) * dimensions - 1]).toBe(row + 1);
    }
  });

  it('open what writeEmbeddings wrote, and tell one file from another', async () => {
    const data = Float32Array.of(1, 2, 3, 4);
    const one = join(folder, 'one.npy');
    const other = join(folder, 'other.npy');
    for (const path of [one, other])
      await writeEmbeddings(path, { ids: ['a', 'b'], matrix: { data, rows: 2, dimensions: 2 } });
    await using first = await openMatrixFile(one);
    await using second = await openMatrixFile(other);
    await using again = await openMatrixFile(one);
    const target = new Float32Array(2);
    await first.read(Int32Array.of(1), target);
    expect([...target]).toEqual([3, 4]);
    expect(first.fingerprint).toBe(again.fingerprint);
    expect(first.fingerprint).not.toBe(second.fingerprint);
  });

  it('refuse what is no such file', async () => {
    const path = join(folder, 'cut.npy');
    await expect(openMatrixFile(path)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    await writeFile(path, 'no matrix');
    await expect(openMatrixFile(path)).rejects.toMatchObject({ code: 'SOURCE_FORMAT' });
    await writeMatrixFile(path, DIMENSIONS, vectors(10));
    const matrix = await openMatrixFile(path);
    const { length } = await readFile(path);
    await truncate(path, length - 8);
    await expect(openMatrixFile(path)).rejects.toMatchObject({ code: 'SOURCE_FORMAT' });
    await expect(matrix.read(Int32Array.of(8, 9), new Float32Array(2 * DIMENSIONS))).rejects.toMatchObject({
      code: 'SOURCE_FORMAT',
    });
    await matrix.close();
  });

  it.each([
    ['another length', 'DIMENSION_MISMATCH', [vectorAt(0), new Float32Array(2)]],
    ['NaN', 'INVALID_EMBEDDING', [vectorAt(0), Float32Array.of(1, Number.NaN, 1)]],
    ['no vectors', 'NO_ROWS', []],
  ])('leave no file behind after %s', async (_, code, list) => {
    const path = join(folder, 'bad.npy');
    await expect(writeMatrixFile(path, DIMENSIONS, list)).rejects.toMatchObject({ code });
    for (const left of [path, `${path}.partial`])
      await expect(readFile(left)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('stop when they are told to', async () => {
    const path = join(folder, 'ended.npy');
    const controller = new AbortController();
    async function* ended() {
      yield vectorAt(0);
      controller.abort();
      yield vectorAt(1);
    }
    await expect(writeMatrixFile(path, DIMENSIONS, ended(), controller)).rejects.toMatchObject({
      code: 'ABORTED',
    });
    await expect(writeMatrixFile(path, 0, [])).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});
