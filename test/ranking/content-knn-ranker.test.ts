import { describe, expect, it } from 'vitest';
import type { InteractionMatrix, RankingQuery } from '../../src/contracts/index.js';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import { ContentKnnRanker, type ContentKnnRankerOptions } from '../../src/ranking/content-knn-ranker.js';
import { tinyInteractions } from '../../src/testing/index.js';
import type { ModalityColumn, ProgressEvent } from '../../src/types.js';

/** A column of unit vectors in the plane, by their angle in degrees; null for an item without one. */
function angles(name: string, ...degrees: (number | null)[]): ModalityColumn {
  const data = Float32Array.from(
    degrees.flatMap((degree) => {
      const radians = ((degree ?? 0) * Math.PI) / 180;
      return [Math.cos(radians), Math.sin(radians)];
    }),
  );
  const rowIndex = Int32Array.from(degrees, (degree, item) => (degree === null ? -1 : item));
  return { name, matrix: { data, rows: degrees.length, dimensions: 2 }, rowIndex };
}

/** One user who has interacted with these items. */
const known = (items: number, ...warm: number[]): InteractionMatrix =>
  interactionMatrix(
    1,
    items,
    warm.map((item) => ({ user: 0, item })),
  );
const visitor = (...liked: number[]): RankingQuery => ({ user: -1, liked: Int32Array.from(liked) });
const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);

async function fitted(
  interactions: InteractionMatrix,
  modalities: readonly ModalityColumn[],
  options?: ContentKnnRankerOptions,
): Promise<ContentKnnRanker> {
  const ranker = new ContentKnnRanker(options);
  await ranker.fit({ interactions, modalities, seed: 1 });
  return ranker;
}

async function scoresOf(ranker: ContentKnnRanker, query: RankingQuery): Promise<number[]> {
  return Array.from((await ranker.score([query])).data);
}

describe('scores', () => {
  it('are the share of liked ones in the similarities of the nearest warm items', async () => {
    const ranker = await fitted(known(4, 0, 1, 2), [angles('text', 0, 30, 60, 10)], { neighbours: 2 });
    const scores = await scoresOf(ranker, visitor(0));
    expect(scores[3]).toBeCloseTo(cos(10) / (cos(10) + cos(20)), 5);
    expect(scores[2]).toBeCloseTo(cos(60) / (cos(60) + cos(30)), 5);
    expect(scores[0]).toBe(0);
  });

  it('follow the weights of liked items', async () => {
    const ranker = await fitted(known(3, 0, 1, 2), [angles('text', 0, 20, 10)], { neighbours: 2 });
    const [, , score] = await scoresOf(ranker, { ...visitor(0, 1), weight: Float32Array.of(3, 1) });
    expect(score).toBeCloseTo(2, 5);
  });

  it('let a liked item that is not warm speak for what it is like', async () => {
    const ranker = await fitted(known(4, 0, 1), [angles('text', 0, 90, 2, 4)], { neighbours: 1 });
    const scores = await scoresOf(ranker, visitor(3));
    // Item 3's nearest is item 2, whose own list holds item 0.
    expect(scores[2]).toBeCloseTo(cos(2) / cos(2), 5);
    expect(scores[1]).toBe(0);
  });

  it('are means over the modalities that an item has', async () => {
    const text = angles('text', 0, 90, 0, null);
    const image = angles('image', 0, 90, 90, 0);
    const two = await scoresOf(await fitted(known(4, 0, 1), [text, image], { neighbours: 1 }), visitor(0));
    expect(two[2]).toBeCloseTo(0.5, 5);
    expect(two[3]).toBeCloseTo(1, 5);
    const modalityWeights = { image: 3 };
    const more = await fitted(known(4, 0, 1), [text, image], { neighbours: 1, modalityWeights });
    expect((await scoresOf(more, visitor(0)))[2]).toBeCloseTo(0.25, 5);
  });

  it('leave opposite items out', async () => {
    const ranker = await fitted(known(2, 0, 1), [angles('text', 0, 180)], { neighbours: 2 });
    expect(await scoresOf(ranker, visitor(0, 1))).toEqual([0, 0]);
  });

  it('count all items as warm without any interactions', async () => {
    const ranker = await fitted(interactionMatrix(0, 3, []), [angles('text', 0, 10, 50)], { neighbours: 1 });
    expect(await scoresOf(ranker, visitor(0))).toEqual([0, 1, 0]);
    expect(await scoresOf(ranker, visitor(1))).toEqual([1, 0, 1]);
  });
});

describe('items among very many cold ones', () => {
  // More cold items than the shared lists hold lie nearer to everything than the three warm ones do.
  const cold = Array.from({ length: 100 }, (_, index) => index / 10);
  const column = angles('text', 40, 60, 80, ...cold);
  const interactions = known(103, 0, 1, 2);

  it('find their warm neighbours all the same', async () => {
    const ranker = await fitted(interactions, [column], { neighbours: 2 });
    const scores = await scoresOf(ranker, visitor(0));
    for (const index of [0, 50, 99]) {
      const angle = cold[index]!;
      expect(scores[3 + index]).toBeCloseTo(cos(40 - angle) / (cos(40 - angle) + cos(60 - angle)), 5);
    }
    expect(scores[1]).toBeCloseTo(0.5, 5);
    expect(scores[0]).toBe(0);
  });

  it('also when they are added later', async () => {
    const ranker = await fitted(interactions, [column], { neighbours: 2 });
    await ranker.addItems([angles('text', 5, null, 6)]);
    const scores = await scoresOf(ranker, visitor(0));
    expect(scores).toHaveLength(106);
    expect(scores[103]).toBeCloseTo(cos(35) / (cos(35) + cos(55)), 5);
    expect(scores[104]).toBe(0);
    expect(scores[105]).toBeCloseTo(cos(34) / (cos(34) + cos(54)), 5);
  });
});

it('explains a score by liked neighbours and modalities', async () => {
  const text = angles('text', 0, 30, 10);
  const image = angles('image', 0, 100, 95);
  const ranker = await fitted(known(3, 0, 1, 2), [text, image], { neighbours: 2 });
  const parts = await ranker.explain(visitor(0, 1), 2);
  expect(parts).toHaveLength(3);
  expect(parts.map(({ modality, item }) => [modality, item])).toEqual(
    expect.arrayContaining([
      ['text', 0],
      ['text', 1],
      ['image', 1],
    ]),
  );
  expect(parts.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 5);
  await expect(ranker.explain(visitor(0), 3)).rejects.toThrow(RangeError);
});

it('reports its progress', async () => {
  const events: ProgressEvent[] = [];
  const { interactions, modalities } = tinyInteractions();
  const onProgress = (event: ProgressEvent) => events.push(event);
  await new ContentKnnRanker().fit({ interactions, modalities, seed: 1, onProgress });
  expect(events.at(-1)).toMatchObject({ ranker: 'ContentKnnRanker', done: 49, total: 49 });
});

it.each<[ContentKnnRankerOptions, RegExp]>([
  [{ neighbours: 1.5 }, /neighbours must be a whole number from 1/],
  [{ modalityWeights: { text: Number.NaN } }, /weight of modality "text"/],
  [{ k: 3 } as ContentKnnRankerOptions, /unknown option "k"/],
])('INVALID_OPTIONS for %j', (options, message) => {
  expect(() => new ContentKnnRanker(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  expect(() => new ContentKnnRanker(options)).toThrow(message);
});

it('INVALID_OPTIONS for the weight of a modality that there is not', async () => {
  const options = { modalityWeights: { sound: 1 } };
  await expect(fitted(known(2, 0), [angles('text', 0, 1)], options)).rejects.toMatchObject({
    code: 'INVALID_OPTIONS',
  });
});

it.each<[string, string, (array: Float32Array) => Float32Array]>([
  ['of other items', 'warm', (array) => array.slice(1)],
  ['with too few degrees', 'modality-0.degrees', (array) => array.slice(1)],
  ['with NaN', 'modality-0.values', (array) => array.fill(Number.NaN)],
])('SAVE_CORRUPT for a state %s', async (_what, name, change) => {
  const { json, arrays } = (await fitted(known(3, 0, 1), [angles('text', 0, 10, 20)])).saveState();
  const spoilt = { json, arrays: { ...arrays, [name]: change(arrays![name]!.slice()) } };
  expect(() => new ContentKnnRanker().restoreState(spoilt)).toThrow(
    expect.objectContaining({ code: 'SAVE_CORRUPT' }),
  );
});
