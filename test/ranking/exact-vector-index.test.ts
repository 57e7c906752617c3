import { describe, expect, it, onTestFinished } from 'vitest';
import { ExactVectorIndex } from '../../src/ranking/exact-vector-index.js';
import { bruteForce, matrixOf, namesOf, sampleVectors } from '../../src/testing/vector-samples.js';

describe('ExactVectorIndex', () => {
  it('finds the same for many queries at once, by matrix products, as brute force in float64', async () => {
    // 5,000 x 40 x 200 multiplications: far beyond the plain loop.
    const vectors = sampleVectors(5000, 40);
    const queries = sampleVectors(200, 40, 9);
    const index = open();
    await index.upsert(namesOf(2000), { ...vectors, data: vectors.data.subarray(0, 2000 * 40), rows: 2000 });
    await index.upsert(namesOf(5000).slice(2000), {
      ...vectors,
      data: vectors.data.subarray(2000 * 40),
      rows: 3000,
    });
    expect(index.size).toBe(5000);
    const found = await index.search(queries, 7);
    for (const [query, { ids, similarities }] of bruteForce(vectors, queries, 7).entries()) {
      expect(found[query]!.ids).toEqual(ids);
      for (const [place, value] of similarities.entries()) {
        expect(found[query]!.similarities[place]).toBeCloseTo(value, 5);
      }
    }
  });

  it('orders equal vectors by when they were added, in matrix products too', async () => {
    const size = 3001;
    const few = sampleVectors(5, 96);
    const data = new Float32Array(size * 96);
    for (let row = 0; row < size; row++)
      data.set(few.data.subarray((row % 5) * 96, ((row % 5) + 1) * 96), row * 96);
    const index = open();
    await index.upsert(namesOf(size), { data, rows: size, dimensions: 96 });
    const found = await index.search({ ...few, data: few.data.slice() }, 12);
    for (const [query, { ids }] of found.entries()) {
      expect(ids).toEqual(Array.from({ length: 12 }, (_, place) => `id-${query + 5 * place}`));
    }
  });

  it('answers more queries than fit into one block', async () => {
    const size = 20_000;
    const vectors = sampleVectors(size, 4);
    const index = open();
    await index.upsert(namesOf(size), vectors);
    const rows = 450; // 9,000,000 similarities
    const found = await index.search({ data: vectors.data.slice(0, rows * 4), rows, dimensions: 4 }, 1);
    expect(found).toHaveLength(rows);
    for (const { similarities } of found) expect(similarities[0]).toBeCloseTo(1, 5);
    expect(found.flatMap(({ ids }) => ids).slice(440, 443)).toEqual(['id-440', 'id-441', 'id-442']);
  });

  it('never says more than 1 or less than -1', async () => {
    const index = open();
    const vectors = sampleVectors(200, 33);
    await index.upsert(namesOf(200), vectors);
    const negative = { ...vectors, data: vectors.data.map((value) => -value) };
    for (const queries of [vectors, negative]) {
      for (const { similarities } of await index.search(queries, 200)) {
        expect(similarities.every((value) => value >= -1 && value <= 1)).toBe(true);
      }
    }
  });

  it('tells apart vectors of extreme lengths', async () => {
    const index = open();
    await index.upsert(
      ['tiny', 'huge'],
      matrixOf([
        [1e-30, 1e-30],
        [1e30, 0],
      ]),
    );
    const [found] = await index.search(matrixOf([[3e-38, 0]]), 2);
    expect(found!.ids).toEqual(['huge', 'tiny']);
    expect(found!.similarities[0]).toBeCloseTo(1, 6);
    expect(found!.similarities[1]).toBeCloseTo(Math.SQRT1_2, 6);
  });

  it('gives a running search the index as it was when it began', async () => {
    const index = open();
    // Large enough for a matrix product, before which the search waits.
    const vectors = sampleVectors(1000, 600);
    const query = { data: vectors.data.slice(0, 600), rows: 1, dimensions: 600 };
    await index.upsert(namesOf(1000), vectors);
    const before = await index.search(query, 1000);
    const running = index.search(query, 1000);
    await index.remove(namesOf(500));
    await index.upsert(['late'], query);
    expect(await running).toEqual(before);
    const [after] = await index.search(query, 1000);
    expect(after!.ids[0]).toBe('late');
    expect(after!.ids).toHaveLength(501);
  });

  it('takes the last of several vectors for one id', async () => {
    const index = open();
    await index.upsert(
      ['a', 'b', 'a'],
      matrixOf([
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    );
    expect(index.size).toBe(2);
    expect((await index.search(matrixOf([[0, 1]]), 1))[0]!.ids).toEqual(['a']);
  });

  it('refuses vectors that do not fit, and numbers that are none', async () => {
    const index = open();
    await index.upsert(['a'], matrixOf([[1, 0]]));
    const wide = matrixOf([[1, 0, 0]]);
    await expect(index.upsert(['b'], wide)).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    await expect(index.search(wide, 1)).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
    const broken = matrixOf([
      [1, 1],
      [0, Number.NaN],
    ]);
    await expect(index.upsert(['b', 'c'], broken)).rejects.toMatchObject({
      code: 'INVALID_EMBEDDING',
      data: { row: 1 },
    });
    await expect(index.search(broken, 1)).rejects.toMatchObject({ code: 'INVALID_EMBEDDING' });
    await expect(index.upsert(['b', 'c'], matrixOf([[1, 1]]))).rejects.toThrow(TypeError);
    await expect(index.search(matrixOf([[1, 0]]), -1)).rejects.toThrow(RangeError);
    await expect(index.search(matrixOf([[1, 0]]), 1.5)).rejects.toThrow(RangeError);
    expect(index.size).toBe(1);
  });

  it('is empty after dispose, and takes vectors of another length then', async () => {
    const index = open();
    const large = sampleVectors(2000, 300);
    await index.upsert(namesOf(2000), large);
    await index.search(large, 1);
    await index.dispose();
    expect(index.size).toBe(0);
    await index.upsert(['a'], matrixOf([[1, 0]]));
    expect((await index.search(matrixOf([[1, 0]]), 1))[0]!.ids).toEqual(['a']);
  });
});

function open(): ExactVectorIndex {
  const index = new ExactVectorIndex();
  onTestFinished(() => index.dispose());
  return index;
}
