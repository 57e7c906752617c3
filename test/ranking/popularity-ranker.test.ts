import { describe, expect, it } from 'vitest';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import { PopularityRanker } from '../../src/ranking/popularity-ranker.js';
import type { ModalityColumn, ProgressEvent } from '../../src/types.js';

const interactions = interactionMatrix(2, 3, [
  { user: 0, item: 0, weight: 0.5 },
  { user: 0, item: 2 },
  { user: 1, item: 2, weight: 3 },
]);
const modality = (items: number): ModalityColumn => ({
  name: 'text',
  matrix: { data: Float32Array.of(1, 2), rows: 1, dimensions: 2 },
  rowIndex: new Int32Array(items),
});

async function fitted(): Promise<PopularityRanker> {
  const ranker = new PopularityRanker();
  await ranker.fit({ interactions, modalities: [modality(3)], seed: 1 });
  return ranker;
}

describe('PopularityRanker', () => {
  it('scores items by the sum of their weights, for everybody alike', async () => {
    const ranker = await fitted();
    const scores = await ranker.score([
      { user: 0, liked: Int32Array.of(0, 2) },
      { user: -1, liked: Int32Array.of() },
    ]);
    expect(scores).toEqual({ data: Float32Array.of(0.5, 0, 4, 0.5, 0, 4), rows: 2, dimensions: 3 });
  });

  it('gives added items 0', async () => {
    const ranker = await fitted();
    await ranker.addItems([modality(2)]);
    expect(Array.from((await ranker.score([{ user: -1, liked: Int32Array.of(4) }])).data)).toEqual([
      0.5, 0, 4, 0, 0,
    ]);
  });

  it('adds weights up in double precision', async () => {
    const entries = Array.from({ length: 3000 }, (_, user) => ({
      user,
      item: 0,
      weight: user === 0 ? 2 ** 24 : 1,
    }));
    const ranker = new PopularityRanker();
    await ranker.fit({ interactions: interactionMatrix(3000, 1, entries), modalities: [], seed: 1 });
    const { data } = await ranker.score([{ user: 0, liked: Int32Array.of() }]);
    expect(data[0]).toBe(Math.fround(2 ** 24 + 2999));
  });

  it('explains a score by the interactions of the item', async () => {
    const ranker = await fitted();
    expect(await ranker.explain({ user: -1, liked: Int32Array.of() }, 2)).toEqual([
      { item: -1, modality: 'interactions', value: 4 },
    ]);
    await expect(ranker.explain({ user: -1, liked: Int32Array.of() }, 3)).rejects.toThrow(RangeError);
  });

  it('reports that it is done', async () => {
    const events: ProgressEvent[] = [];
    const ranker = new PopularityRanker();
    await ranker.fit({ interactions, modalities: [], seed: 1, onProgress: (event) => events.push(event) });
    expect(events).toMatchObject([{ stage: 'fit-ranker', ranker: 'PopularityRanker', done: 1, total: 1 }]);
  });

  it.each([
    ['without scores', { json: { modalities: [] }, arrays: {} }],
    ['with NaN', { json: { modalities: [] }, arrays: { scores: Float32Array.of(Number.NaN) } }],
    ['without modalities', { json: {}, arrays: { scores: Float32Array.of(1) } }],
  ])('refuses a state %s', (_what, state) => {
    expect(() => new PopularityRanker().restoreState(state)).toThrow(
      expect.objectContaining({ code: 'SAVE_CORRUPT' }),
    );
  });
});
