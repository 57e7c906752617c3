import { describe, expect, it } from 'vitest';
import { embedColumn } from '../../src/embedding/embed-column.js';
import { MemoryEmbeddingStore } from '../../src/embedding/memory-embedding-store.js';
import { RecommenderError } from '../../src/errors.js';
import type { EmbeddingMatrix } from '../../src/types.js';
import { CountingEncoder, input, matrixOf } from './fakes.js';

const rows = [undefined, input('long text'), input('a'), input('bb')];

async function failure(encode: (batch: readonly string[]) => Promise<EmbeddingMatrix>) {
  const store = new MemoryEmbeddingStore();
  const encoder = Object.assign(new CountingEncoder(), { encode });
  const error: unknown = await embedColumn({ name: 'review', encoder, inputs: rows, store }).catch((e) => e);
  const stored = await store.getMany(encoder.fingerprint, ['a', 'bb', 'long text']);
  expect(stored).toEqual([undefined, undefined, undefined]);
  expect(error).toBeInstanceOf(RecommenderError);
  return error as RecommenderError;
}

describe('a matrix of the wrong shape', () => {
  it('raises DIMENSION_MISMATCH for another number of dimensions', async () => {
    const error = await failure(async (batch) => matrixOf(batch.map(() => [1, 2, 3])));
    expect(error.code).toBe('DIMENSION_MISMATCH');
    expect(error.message).toContain('"CountingEncoder"');
    expect(error.message).toContain('[3, 2] with 6 values');
    expect(error.message).toContain('[3, 3] with 9 values came');
    expect(error.data).toMatchObject({ expected: { dimensions: 2 }, received: { dimensions: 3 } });
  });

  it('raises DIMENSION_MISMATCH for another number of rows', async () => {
    const error = await failure(async () => matrixOf([[1, 2]]));
    expect(error).toMatchObject({
      code: 'DIMENSION_MISMATCH',
      data: { expected: { rows: 3 }, received: { rows: 1 } },
    });
  });

  it('raises DIMENSION_MISMATCH for too few values', async () => {
    const error = await failure(async () => ({ data: new Float32Array(5), rows: 3, dimensions: 2 }));
    expect(error).toMatchObject({ code: 'DIMENSION_MISMATCH', data: { received: { values: 5 } } });
  });

  it('raises DIMENSION_MISMATCH when no matrix comes at all', async () => {
    const error = await failure(async () => undefined as unknown as EmbeddingMatrix);
    expect(error.code).toBe('DIMENSION_MISMATCH');
  });
});

describe('values that are not finite', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`raises INVALID_EMBEDDING for ${value} and names the row of the data`, async () => {
      const error = await failure(async (batch) =>
        matrixOf(batch.map((text) => [0, text === 'long text' ? value : 0])),
      );
      expect(error.code).toBe('INVALID_EMBEDDING');
      expect(error.message).toContain(`${value} at dimension 1 for the review of row 1`);
      expect(error.data).toMatchObject({ batchRow: 2, dimension: 1 });
    });
  }
});

describe('an encoder that throws', () => {
  it('keeps a typed error and says which row it was', async () => {
    const error = await failure(async (batch) => {
      if (!batch.includes('bb')) return matrixOf(batch.map(() => [0, 0]));
      throw new RecommenderError('IMAGE_UNREADABLE', 'Not a picture.', { data: { format: 'txt' } });
    });
    expect(error.code).toBe('IMAGE_UNREADABLE');
    expect(error.message).toBe('The encoder "CountingEncoder" failed on the review of row 3: Not a picture.');
    expect(error.data).toMatchObject({ format: 'txt' });
  });

  it('turns any other error into INVALID_EMBEDDING with its cause', async () => {
    const error = await failure(async () => {
      throw new Error('session crashed');
    });
    expect(error).toMatchObject({ code: 'INVALID_EMBEDDING', cause: { message: 'session crashed' } });
    expect(error.message).toContain('row 2: session crashed');
  });

  it('goes on when only the inputs together were too much', async () => {
    const encoder = new CountingEncoder();
    const encode = encoder.encode.bind(encoder);
    encoder.encode = async (batch) => {
      if (batch.length > 1) throw new Error('out of memory');
      return encode(batch);
    };
    const column = await embedColumn({ name: 'review', encoder, inputs: rows });
    expect([...column.matrix.data]).toEqual([9, 108, 1, 97, 2, 98]);
  });
});

describe('an input that cannot be read', () => {
  const unreadable = (error: Error) => ({
    ...input('c'),
    read: () => Promise.reject(error),
  });

  it('raises SOURCE_UNREADABLE with the row', async () => {
    const inputs = [input('a'), unreadable(new Error('disk on fire'))];
    const run = embedColumn({ name: 'image', encoder: new CountingEncoder(), inputs });
    await expect(run).rejects.toMatchObject({
      code: 'SOURCE_UNREADABLE',
      message: 'Reading the image of row 1 failed: disk on fire',
      data: { row: 1, key: 'c' },
    });
  });

  it('keeps a typed error of the reader', async () => {
    const inputs = [unreadable(new RecommenderError('IMAGE_UNREADABLE', 'Gone.'))];
    const run = embedColumn({ name: 'image', encoder: new CountingEncoder(), inputs });
    await expect(run).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE', data: { row: 0 } });
  });

  it('does not end the process when the failure comes while another batch fails first', async () => {
    const encoder = new CountingEncoder();
    encoder.encode = async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw new Error('encoder first');
    };
    const inputs = [input(''), unreadable(new Error('reader second'))];
    const run = embedColumn({ name: 'image', encoder, inputs, batchSize: 1 });
    await expect(run).rejects.toThrow('encoder first');
  });
});
