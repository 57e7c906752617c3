import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEmbeddings } from '../../../src/embedding-files/embedding-files.js';
import { discriminants } from '../../../src/encoders/adapted/discriminants.js';
import { applyMap, type LinearMap } from '../../../src/encoders/adapted/linear-map.js';
import { principalComponents } from '../../../src/encoders/adapted/principal-components.js';
import type { EmbeddingMatrix } from '../../../src/types.js';
import { createRandom } from '../../../src/util/random.js';

interface Case {
  readonly dimensions: number;
  readonly whiten: boolean;
  readonly shrinkage: number | 'auto';
  readonly vectors: number[][];
}
interface Part {
  readonly ratings: number[];
  readonly pca: Case[];
  readonly lda: Case[];
  readonly fisher: Case[];
}
const folder = join(import.meta.dirname, '../../fixtures/adapted');
const expected = JSON.parse(readFileSync(join(folder, 'adapted.json'), 'utf8')) as Record<string, Part>;

async function vectorsOf(name: string): Promise<EmbeddingMatrix> {
  const rows = name === 'tall' ? 120 : name === 'wide' ? 30 : 150;
  const ids = Array.from({ length: rows }, String);
  return (await readEmbeddings(join(folder, `${name}.npy`), { ids })).matrix;
}

const allRows = (matrix: EmbeddingMatrix) => ({ matrix, rows: Int32Array.from(Array(matrix.rows).keys()) });
const firstRows = ({ data, dimensions }: EmbeddingMatrix, rows: number) => ({
  data: data.subarray(0, rows * dimensions),
  rows,
  dimensions,
});

/** Largest difference over the columns, each taken with the sign that fits, relative to the largest value. */
function difference(mapped: EmbeddingMatrix, vectors: readonly (readonly number[])[]): number {
  expect([mapped.rows, mapped.dimensions]).toEqual([vectors.length, vectors[0]!.length]);
  const largest = Math.max(...vectors.flat().map(Math.abs));
  const columns = vectors[0]!.map((_, column) => {
    const ours = vectors.map((_, row) => mapped.data[row * mapped.dimensions + column]!);
    const theirs = vectors.map((row) => row[column]!);
    const sign = Math.sign(ours.reduce((sum, value, row) => sum + value * theirs[row]!, 0));
    return Math.max(...ours.map((value, row) => Math.abs(sign * value - theirs[row]!)));
  });
  return Math.max(...columns) / largest;
}

async function signs(map: LinearMap): Promise<boolean> {
  return Array.from({ length: map.dimensions }, (_, column) => {
    let extreme = 0;
    for (let i = column; i < map.components.length; i += map.dimensions) {
      if (Math.abs(map.components[i]!) > Math.abs(extreme)) extreme = map.components[i]!;
    }
    return extreme > 0;
  }).every(Boolean);
}

describe.each(Object.entries(expected))('on the %s fixture', (name, part) => {
  it.each(part.pca)(
    'components equal PCA(svd_solver="full"), $dimensions, whiten $whiten',
    async (wanted) => {
      const matrix = await vectorsOf(name);
      const map = await principalComponents(allRows(matrix), wanted);
      expect(difference(await applyMap(map, firstRows(matrix, 6)), wanted.vectors)).toBeLessThan(1e-5);
      expect(await signs(map)).toBe(true);
    },
  );

  const targets = Float32Array.from(part.ratings);
  it.each(part.lda)('discriminants equal LinearDiscriminantAnalysis, $dimensions', async (wanted) => {
    const matrix = await vectorsOf(name);
    const options = { targets, dimensions: wanted.dimensions, shrinkage: 0 };
    const map = await discriminants(allRows(matrix), options);
    expect(difference(await applyMap(map, firstRows(matrix, 6)), wanted.vectors)).toBeLessThan(1e-5);
  });

  it.each(part.fisher)('discriminants solve the eigenproblem, shrinkage $shrinkage', async (wanted) => {
    const matrix = await vectorsOf(name);
    const options = { targets, dimensions: 100, shrinkage: wanted.shrinkage };
    const map = await discriminants(allRows(matrix), options);
    expect(difference(await applyMap(map, firstRows(matrix, 6)), wanted.vectors)).toBeLessThan(1e-5);
    expect(await signs(map)).toBe(true);
  });
});

describe('principalComponents', () => {
  it('whitens: variance 1 and no correlation of the leading components of many', async () => {
    const random = createRandom(3);
    const rows = 500;
    const dimensions = 300;
    const data = Float32Array.from({ length: rows * dimensions }, () => random() - 0.5);
    const matrix = { data, rows, dimensions };
    const map = await principalComponents(allRows(matrix), { dimensions: 24, whiten: true });
    const white = (await applyMap(map, matrix)).data;
    for (let a = 0; a < 24; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += white[row * 24 + a]! * white[row * 24 + b]!;
        expect(sum / (rows - 1)).toBeCloseTo(a === b ? 1 : 0, 4);
      }
    }
  });

  it('gives no more columns than the vectors have directions', async () => {
    const random = createRandom(4);
    const plane = Array.from({ length: 40 }, () => {
      const [x, y] = [random(), random()];
      return [x, y, x + y, x - y, 7];
    });
    const matrix = { data: Float32Array.from(plane.flat()), rows: 40, dimensions: 5 };
    const map = await principalComponents(allRows(matrix), { dimensions: 5, whiten: true });
    expect(map.dimensions).toBe(2);
  });

  it('counts a row as often as it is named', async () => {
    const data = new Float32Array([0, 1, 5]);
    const matrix = { data, rows: 3, dimensions: 1 };
    const options = { dimensions: 1, whiten: false };
    const twice = await principalComponents({ matrix, rows: Int32Array.of(0, 1, 1) }, options);
    expect(twice.mean[0]).toBeCloseTo(2 / 3, 6);
  });

  it('raises TOO_FEW_ROWS for vectors that are all equal, one, or none', async () => {
    for (const rows of [5, 1, 0]) {
      const matrix = { data: new Float32Array(rows * 2).fill(3), rows, dimensions: 2 };
      const call = principalComponents(allRows(matrix), { dimensions: 2, whiten: true });
      await expect(call).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
    }
  });
});

describe('discriminants', () => {
  const rows = (values: number[][]) =>
    allRows({ data: Float32Array.from(values.flat()), rows: values.length, dimensions: values[0]!.length });
  const options = { dimensions: 5, shrinkage: 'auto' as const };

  it('raises ONE_CLASS when all ratings are equal', async () => {
    const call = discriminants(rows([[1], [2], [3]]), { ...options, targets: new Float32Array(3).fill(4) });
    await expect(call).rejects.toMatchObject({
      code: 'ONE_CLASS',
      message: expect.stringMatching(/all are 4/),
    });
  });

  it('raises TOO_FEW_ROWS without spread within the ratings, or without enough of it', async () => {
    const targets = Float32Array.of(1, 2, 3);
    const alone = discriminants(rows([[1], [2], [3]]), { ...options, targets });
    await expect(alone).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
    const flat = rows([
      [1, 0, 0],
      [2, 1, 0],
      [4, 0, 1],
      [3, 1, 1],
    ]);
    const singular = { ...options, shrinkage: 0, targets: Float32Array.of(1, 1, 2, 2) };
    await expect(discriminants(flat, singular)).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
    await expect(discriminants(flat, { ...singular, shrinkage: 0.1 })).resolves.toMatchObject({
      dimensions: 1,
    });
  });

  it('raises TOO_FEW_ROWS when the ratings have equal means', async () => {
    const call = discriminants(rows([[-1], [1], [-1], [1]]), {
      ...options,
      targets: Float32Array.of(1, 1, 2, 2),
    });
    await expect(call).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
  });
});
