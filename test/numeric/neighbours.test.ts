import { describe, expect, it } from 'vitest';
import { computeNeighbours, type NeighbourTable, neighboursAmong } from '../../src/numeric/neighbours.js';
import { sharedNeighbours } from '../../src/numeric/shared-neighbours.js';
import { itemSimilarity } from '../../src/ranking/item-similarity.js';
import type { ModalityColumn } from '../../src/types.js';
import { createRandom } from '../../src/util/random.js';

function randomColumn(rows: number, dimensions: number, rowIndex?: Int32Array, seed = 1): ModalityColumn {
  const random = createRandom(seed);
  const data = Float32Array.from({ length: rows * dimensions }, () => random() - 0.4);
  const own = rowIndex ?? Int32Array.from({ length: rows }, (_, row) => row);
  return { name: 'text', matrix: { data, rows, dimensions }, rowIndex: own };
}

function listOf({ index, similarity, k }: NeighbourTable, row: number): [item: number, similarity: number][] {
  return Array.from({ length: k }, (_, place): [number, number] => [
    index[row * k + place]!,
    similarity[row * k + place]!,
  ]).filter(([item]) => item >= 0);
}

/** One pair at a time, in double precision. */
function bruteForce(
  queries: ModalityColumn,
  among: ModalityColumn,
  query: number,
  k: number,
  allowed = (_item: number) => true,
): number[] {
  const isAbsent = (column: ModalityColumn, item: number) =>
    column.rowIndex[item]! < 0 || Math.abs(itemSimilarity([column], item, item)) < 0.5;
  if (isAbsent(queries, query)) return [];
  const { dimensions } = among.matrix;
  const at = (column: ModalityColumn, item: number) =>
    column.matrix.data.subarray(
      column.rowIndex[item]! * dimensions,
      (column.rowIndex[item]! + 1) * dimensions,
    );
  const both = new Float32Array(2 * dimensions);
  const pair: ModalityColumn = {
    name: 'pair',
    matrix: { data: both, rows: 2, dimensions },
    rowIndex: Int32Array.of(0, 1),
  };
  return Array.from(among.rowIndex.keys())
    .filter((item) => !isAbsent(among, item) && allowed(item) && !(queries === among && item === query))
    .map((item) => {
      both.set(at(queries, query), 0);
      both.set(at(among, item), dimensions);
      return { item, similarity: Math.fround(itemSimilarity([pair], 0, 1)) };
    })
    .sort((left, right) => right.similarity - left.similarity || left.item - right.item)
    .slice(0, k)
    .map(({ item }) => item);
}

describe('computeNeighbours', () => {
  it('finds what comparing all pairs one by one finds, over several blocks', async () => {
    const column = randomColumn(1100, 12);
    const table = await computeNeighbours(column, 7);
    for (const item of [0, 1, 511, 512, 513, 1023, 1024, 1099]) {
      const list = listOf(table, item);
      expect(list.map(([other]) => other)).toEqual(bruteForce(column, column, item, 7));
      for (const [other, similarity] of list) {
        expect(similarity).toBeCloseTo(itemSimilarity([column], item, other), 5);
      }
    }
  });

  it('expands shared rows, leaves items without vectors and zero vectors out', async () => {
    const rowIndex = Int32Array.from({ length: 40 }, (_, item) => (item % 9 === 4 ? -1 : (item * 7) % 12));
    const column = randomColumn(14, 5, rowIndex);
    column.matrix.data.fill(0, 3 * 5, 4 * 5);
    const table = await computeNeighbours(column, 6);
    for (let item = 0; item < 40; item++) {
      expect(listOf(table, item).map(([other]) => other)).toEqual(bruteForce(column, column, item, 6));
    }
  });

  it('breaks ties by the lower number, from both sides of a pair', async () => {
    const data = Float32Array.from([1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1]);
    const column = { ...randomColumn(6, 2), matrix: { data, rows: 6, dimensions: 2 } };
    const table = await computeNeighbours(column, 3);
    expect(listOf(table, 0)).toEqual([
      [2, 1],
      [4, 1],
      [1, 0],
    ]);
    expect(listOf(table, 5)).toEqual([
      [1, 1],
      [3, 1],
      [0, 0],
    ]);
  });

  it('gives shorter lists where there is less', async () => {
    expect(listOf(await computeNeighbours(randomColumn(3, 4), 10), 1)).toHaveLength(2);
    expect(listOf(await computeNeighbours(randomColumn(1, 4), 10), 0)).toEqual([]);
    expect((await computeNeighbours(randomColumn(0, 4), 10)).rows).toBe(0);
  });

  it('reports progress, and stops between blocks when aborted', async () => {
    const column = randomColumn(1100, 3);
    const done: number[] = [];
    await computeNeighbours(column, 2, { onProgress: (rows) => done.push(rows) });
    expect(done).toEqual([512, 1024, 1100]);
    const controller = new AbortController();
    const aborted = computeNeighbours(column, 2, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('neighboursAmong', () => {
  const among = randomColumn(
    700,
    9,
    Int32Array.from({ length: 800 }, (_, item) => (item * 3) % 690),
    2,
  );
  const queries = randomColumn(600, 9, undefined, 3);

  it('finds what comparing all pairs finds', async () => {
    const table = await neighboursAmong(queries, among, 5);
    for (const query of [0, 5, 511, 512, 599]) {
      expect(listOf(table, query).map(([item]) => item)).toEqual(bruteForce(queries, among, query, 5));
    }
  });

  it('looks among allowed items only', async () => {
    const allowed = Uint8Array.from({ length: 800 }, (_, item) => Number(item % 3 === 0));
    const table = await neighboursAmong(queries, among, 5, { allowed });
    for (const query of [0, 5, 511, 512, 599]) {
      expect(listOf(table, query).map(([item]) => item)).toEqual(
        bruteForce(queries, among, query, 5, (item) => item % 3 === 0),
      );
    }
  });

  it('finds nothing in nothing', async () => {
    const none = await neighboursAmong(queries, randomColumn(0, 9), 5);
    expect(none.index.every((item) => item === -1)).toBe(true);
  });
});

describe('sharedNeighbours', () => {
  it('computes once for a matrix and its items, also for columns that are other objects', async () => {
    const column = randomColumn(50, 4);
    const [first, second] = await Promise.all([sharedNeighbours(column, 5), sharedNeighbours(column, 9)]);
    const third = await sharedNeighbours({ ...column, rowIndex: column.rowIndex.slice() }, 20);
    expect(second).toBe(first);
    expect(third).toBe(first);
    const other = await sharedNeighbours({ ...column, rowIndex: column.rowIndex.toReversed() }, 5);
    expect(other).not.toBe(first);
  });

  it('computes anew when longer lists are asked for', async () => {
    const column = randomColumn(100, 4);
    expect((await sharedNeighbours(column, 5)).k).toBe(64);
    expect((await sharedNeighbours(column, 80)).k).toBe(80);
  });

  it("survives somebody else's abort", async () => {
    const column = randomColumn(600, 4);
    const controller = new AbortController();
    const aborted = sharedNeighbours(column, 5, { signal: controller.signal });
    const kept = sharedNeighbours(column, 5);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await kept).toEqual(await computeNeighbours(column, 64));
  });

  it('remembers searches among other items as well, apart from those among its own', async () => {
    const queries = randomColumn(20, 4, undefined, 8);
    const among = randomColumn(100, 4, undefined, 9);
    const first = await sharedNeighbours(queries, 5, { among });
    expect(await sharedNeighbours(queries, 5, { among })).toBe(first);
    expect(first).toEqual(await neighboursAmong(queries, among, 64));
    const own = await sharedNeighbours(queries, 5);
    expect(own).toEqual(await computeNeighbours(queries, 20));
    expect(await sharedNeighbours(queries, 5, { among: randomColumn(100, 4, undefined, 10) })).not.toEqual(
      first,
    );
  });
});
