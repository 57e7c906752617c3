import { describe, expect, it } from 'vitest';
import type { VectorIndex } from '../../../src/contracts/index.js';
import { ExactVectorIndex } from '../../../src/ranking/exact-vector-index.js';
import { Catalogue } from '../../../src/tasks/preference/catalogue.js';
import { fittingItems, nearestItems, type VectorQuery } from '../../../src/tasks/preference/similar.js';
import { columnOf, itemsOf, shelf } from './shelf.js';

async function queryOf(catalogue: Catalogue, modality: string, vector: number[]): Promise<VectorQuery> {
  const index: VectorIndex = new ExactVectorIndex();
  for (const { itemId } of catalogue.items) {
    const data = catalogue.vector(catalogue.numberOf(itemId), modality);
    if (data) await index.upsert([itemId], { data, rows: 1, dimensions: data.length });
  }
  return { modality, index, vector: Float32Array.from(vector) };
}
const shown = (list: readonly { itemId: string; score: number }[]) =>
  list.map(({ itemId, score }) => [itemId, Number(score.toFixed(6))]);

describe('nearestItems', () => {
  it('orders by mean cosine similarity over the modalities that query and item share', async () => {
    const catalogue = shelf();
    const queries = [
      await queryOf(catalogue, 'content', [2, 0]),
      await queryOf(catalogue, 'image', [0, 3, 0]),
    ];
    // Item 5 has neither modality.
    expect(shown(await nearestItems(catalogue, queries, {}))).toEqual([
      ['i1', 0.8],
      ['i0', 0.5],
      ['i2', 0.5],
      ['i3', 0],
      ['i4', -0.5],
    ]);
    const some = { k: 2, exclude: ['i1'], filter: ({ itemId }: { itemId: string }) => itemId !== 'i0' };
    expect(shown(await nearestItems(catalogue, queries, some))).toEqual([
      ['i2', 0.5],
      ['i3', 0],
    ]);
  });

  it('asks for more candidates until enough pass the filter', async () => {
    // The nearer, the lower the number; only the farthest pass.
    const count = 2500;
    const angles = Array.from({ length: count }, (_, item) => [
      Math.cos((item * Math.PI) / count),
      Math.sin((item * Math.PI) / count),
    ]);
    const catalogue = new Catalogue(itemsOf(count), [columnOf('content', angles)]);
    const query = await queryOf(catalogue, 'content', [1, 0]);
    const asked: number[] = [];
    const index: VectorIndex = Object.assign(Object.create(query.index), {
      search: (...given: Parameters<VectorIndex['search']>) => {
        asked.push(given[1]);
        return query.index.search(...given);
      },
    });
    const found = await nearestItems(catalogue, [{ ...query, index }], {
      k: 3,
      filter: ({ itemId }) => Number(itemId.slice(1)) >= count - 4,
    });
    expect(found.map(({ itemId }) => itemId)).toEqual(['i2496', 'i2497', 'i2498']);
    expect(asked).toEqual([100, 400, 1600, 6400]);
    asked.length = 0;
    await nearestItems(catalogue, [{ ...query, index }], { k: 3 });
    expect(asked).toEqual([100]);
    expect(await nearestItems(catalogue, [query], { k: 3, filter: () => false })).toEqual([]);
  });

  it('leaves out what an index knows and the catalogue does not', async () => {
    const catalogue = shelf();
    const query = await queryOf(catalogue, 'content', [1, 0]);
    await query.index.upsert(['gone'], { data: Float32Array.of(1, 0), rows: 1, dimensions: 2 });
    expect(shown(await nearestItems(catalogue, [query], { k: 2 }))).toEqual([
      ['i0', 1],
      ['i1', 0.8],
    ]);
  });

  it('refuses a number of items that is none, and stops when told to', async () => {
    const catalogue = shelf();
    const queries = [await queryOf(catalogue, 'content', [1, 0])];
    for (const k of [0, -1, 2.5, Number.NaN])
      await expect(nearestItems(catalogue, queries, { k })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    const signal = AbortSignal.abort();
    await expect(nearestItems(catalogue, queries, { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('fittingItems', () => {
  it('adds up one over 60 and the place in each modality', async () => {
    const catalogue = shelf();
    const queries = [
      // Places: i0, i1, i2, i4.
      await queryOf(catalogue, 'content', [1, 0]),
      // Places: i4, i2, then i0 and i3 alike.
      await queryOf(catalogue, 'image', [0, 0.5, 1]),
    ];
    const scores = new Map(
      (await fittingItems(catalogue, queries, {})).map((one) => [one.itemId, one.score]),
    );
    expect(scores.get('i0')).toBeCloseTo(1 / 61 + 1 / 63, 10);
    expect(scores.get('i1')).toBeCloseTo(1 / 62, 10);
    expect(scores.get('i2')).toBeCloseTo(1 / 63 + 1 / 62, 10);
    expect(scores.get('i3')).toBeCloseTo(1 / 64, 10);
    expect(scores.get('i4')).toBeCloseTo(1 / 64 + 1 / 61, 10);
    const order = (await fittingItems(catalogue, queries, {})).map(({ itemId }) => itemId);
    expect(order).toEqual(['i0', 'i2', 'i4', 'i1', 'i3'].sort((a, b) => scores.get(b)! - scores.get(a)!));
  });

  it('is cosine similarity with one modality', async () => {
    const catalogue = shelf();
    const queries = [await queryOf(catalogue, 'content', [0, 1])];
    expect(shown(await fittingItems(catalogue, queries, { k: 2 }))).toEqual([
      ['i2', 1],
      ['i1', 0.6],
    ]);
  });
});
