import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import { StoredEmbeddings } from '../../src/embedding/stored-embeddings.js';
import { openMatrixFile } from '../../src/embedding-files/matrix-file.js';
import { writeMatrixFile } from '../../src/embedding-files/write-matrix-file.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import type { ModalityColumn, RatingColumn, StoredMatrix } from '../../src/types.js';
import { plainEstimator } from './plain-estimator.js';
import { toyData } from './toy-data.js';
import { digest, input } from './toy-fit.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stored-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const data = toyData({ rows: 200 });

function* vectorsOf({ matrix }: ModalityColumn) {
  for (let row = 0; row < matrix.rows; row++)
    yield matrix.data.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions);
}

const places: Record<string, (column: ModalityColumn) => Promise<StoredMatrix>> = {
  'a file': async (column) => {
    const path = join(folder, `${column.name}.npy`);
    await writeMatrixFile(path, column.matrix.dimensions, vectorsOf(column));
    return openMatrixFile(path);
  },
  'a store': async (column) => {
    const store = new MemoryEmbeddingStore();
    const entries = [...vectorsOf(column)].map((vector, row) => [`${row}`, vector] as const);
    await store.putMany('encoder', entries);
    const keys = entries.map(([key]) => key);
    return new StoredEmbeddings(store, 'encoder', keys, column.matrix.dimensions);
  },
};

describe.each(Object.entries(places))('columns in %s', (_, place) => {
  let columns: RatingColumn[];
  beforeAll(async () => {
    columns = await Promise.all(
      data.columns.map(async ({ name, rowIndex, ...column }) => ({
        name,
        rowIndex,
        matrix: await place({ name, rowIndex, ...column }),
      })),
    );
  });

  it.each(['onnx', 'tfjs'] as const)(
    'give the same model and predictions as columns in memory, bit by bit: %s',
    async (backend) => {
      const options = { backend, epochs: 5, modalityDropout: 0.3 };
      const [inMemory, stored] = [
        await fitRatingModel(input({ data, options })),
        await fitRatingModel(input({ data: { ...data, columns }, options })),
      ];
      expect(digest(stored)).toBe(digest(inMemory));
      const expected = await inMemory.predict(data.columns, data.validation);
      expect((await stored.predict(columns, data.validation)).data).toEqual(expected.data);
      for (const model of [inMemory, stored]) model.dispose();
    },
  );

  it('give an estimator head the same features', async () => {
    const [inMemory, stored] = [plainEstimator(), plainEstimator()];
    await fitRatingModel(input({ data, head: inMemory }));
    await fitRatingModel(input({ data: { ...data, columns }, head: stored }));
    expect(stored.seen.features.data).toEqual(inMemory.seen.features.data);
  });
});

describe('a column that cannot be read', () => {
  it.each(['onnx', 'tfjs'] as const)('ends training with its error: %s', async (backend) => {
    let reads = 0;
    const [first, second] = data.columns as [ModalityColumn, ModalityColumn];
    const matrix: StoredMatrix = {
      rows: first.matrix.rows,
      dimensions: first.matrix.dimensions,
      fingerprint: 'breaks',
      read: async (rows, target) => {
        if (++reads > 8) throw new Error('the disk is gone');
        target.fill(1, 0, rows.length * first.matrix.dimensions);
      },
    };
    const columns = [{ name: 'review', rowIndex: first.rowIndex, matrix }, second];
    await expect(fitRatingModel(input({ data: { ...data, columns }, options: { backend } }))).rejects.toThrow(
      'the disk is gone',
    );
  });
});
