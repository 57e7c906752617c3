import { describe, expect, it } from 'vitest';
import type { RankingQuery } from '../../src/contracts/index.js';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import { GraphFilterRanker, type GraphFilterRankerOptions } from '../../src/ranking/graph-filter-ranker.js';
import { tinyInteractions } from '../../src/testing/index.js';
import type { ModalityColumn, PluginState, ProgressEvent } from '../../src/types.js';

const { interactions, modalities, added, coldItems } = tinyInteractions();
const ITEMS = interactions.items;
const [text] = modalities as [ModalityColumn, ModalityColumn];

async function fitted(options?: GraphFilterRankerOptions, columns = modalities): Promise<GraphFilterRanker> {
  const ranker = new GraphFilterRanker(options);
  await ranker.fit({ interactions, modalities: columns, seed: 1 });
  return ranker;
}

const visitor = (...liked: number[]): RankingQuery => ({ user: -1, liked: Int32Array.from(liked) });

async function scoresOf(ranker: GraphFilterRanker, query: RankingQuery): Promise<Float32Array> {
  return (await ranker.score([query])).data;
}

describe('the parts of a score', () => {
  it('are interactions alone where content has no weight, as without modalities', async () => {
    const query = visitor(0, 3);
    const weightless = await scoresOf(await fitted({ contentWeight: 0 }), query);
    expect(weightless).toEqual(await scoresOf(await fitted({}, []), query));
    expect(weightless).not.toEqual(await scoresOf(await fitted(), query));
  });

  it('give cold items of the fit and added ones a score of content', async () => {
    const ranker = await fitted();
    await ranker.addItems(added);
    const scores = await scoresOf(ranker, visitor(0, 2, 4, 6));
    for (const item of [coldItems[1]!, coldItems[0]!]) {
      const parts = await ranker.explain(visitor(0, 2, 4, 6), item);
      expect(parts.every(({ modality }) => modality !== 'interactions')).toBe(true);
    }
    // The copy of item 0 is to the taste of those who like even items, the copy of item 1 is not; the last has nothing.
    expect(scores[ITEMS]).toBeGreaterThan(scores[ITEMS + 1]!);
    expect(scores[ITEMS]).toBeGreaterThan(0);
    expect(scores[ITEMS + 3]).toBe(0);
  });

  it('do not depend on what a modality is that an item lacks', async () => {
    // Item 4 has no image: its score of content is that of text, not half of it.
    const content = async (columns: readonly ModalityColumn[]) => {
      const parts = await (await fitted({ contentWeight: 1 }, columns)).explain(visitor(0, 2, 6), 4);
      return parts.filter(({ modality }) => modality === 'text').reduce((sum, { value }) => sum + value, 0);
    };
    const spread = (await content(modalities)) / (await content([text]));
    // Both are divided by standard deviations that differ a little; the half would be well below.
    expect(spread).toBeGreaterThan(0.7);
  });

  it('follow the weights of modalities', async () => {
    const textAlone = await scoresOf(
      await fitted({ modalityWeights: { image: 0 } }, modalities),
      visitor(1, 5),
    );
    const parts = await (await fitted({ modalityWeights: { image: 0 } })).explain(visitor(1, 5), 3);
    expect(parts.some(({ modality }) => modality === 'image')).toBe(false);
    expect(textAlone).toEqual(await scoresOf(await fitted({}, [text]), visitor(1, 5)));
  });
});

describe('explain', () => {
  it.each<[string, GraphFilterRankerOptions]>([
    ['linear filters', {}],
    ['filters of higher order', { filter: [2, -1], contentFilter: [1, 0.5, 0.2], contentWeight: 2 }],
  ])('adds up after items were added, with %s', async (_what, options) => {
    const ranker = await fitted(options);
    await ranker.addItems(added);
    const query: RankingQuery = { ...visitor(0, 5, ITEMS, ITEMS + 2), weight: Float32Array.of(1, 2, 0.5, 3) };
    const scores = await scoresOf(ranker, query);
    for (let item = 0; item < scores.length; item++) {
      const parts = await ranker.explain(query, item);
      const sum = parts.reduce((total, { value }) => total + value, 0);
      expect(Math.abs(sum - scores[item]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(scores[item]!)));
      expect(parts.every((part) => query.liked.includes(part.item))).toBe(true);
    }
  });

  it('names modalities and liked items', async () => {
    const parts = await (await fitted({ contentWeight: 1 })).explain(visitor(0, 2), 6);
    expect(new Set(parts.map(({ modality }) => modality))).toEqual(
      new Set(['interactions', 'text', 'image']),
    );
    expect(new Set(parts.map(({ item }) => item))).toEqual(new Set([0, 2]));
  });
});

describe('what is refused', () => {
  it.each<[GraphFilterRankerOptions, RegExp]>([
    [{ alpha: 1.5 }, /alpha must be from 0 to 1, not 1.5/],
    [{ contentAlpha: Number.NaN }, /contentAlpha must be from 0 to 1/],
    [{ filter: [] }, /filter must be a list/],
    [{ contentFilter: [Infinity] }, /contentFilter must be a list/],
    [{ neighbours: 0 }, /neighbours must be a whole number from 1/],
    [{ contentWeight: -1 }, /contentWeight must be 0 or more/],
    [{ modalityWeights: { text: -1 } }, /weight of modality "text" must be 0 or more/],
    [{ neighbors: 3 } as GraphFilterRankerOptions, /unknown option "neighbors"/],
  ])('INVALID_OPTIONS for %j', (options, message) => {
    expect(() => new GraphFilterRanker(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
    expect(() => new GraphFilterRanker(options)).toThrow(message);
  });

  it('INVALID_OPTIONS for the weight of a modality that there is not', async () => {
    await expect(fitted({ modalityWeights: { sound: 1 } })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  it('NO_ROWS without interactions', async () => {
    const none = interactionMatrix(2, ITEMS, []);
    await expect(
      new GraphFilterRanker().fit({ interactions: none, modalities, seed: 1 }),
    ).rejects.toMatchObject({ code: 'NO_ROWS' });
  });

  it('RangeError for items outside of the catalogue', async () => {
    const ranker = await fitted();
    await expect(ranker.score([visitor(ITEMS)])).rejects.toThrow(RangeError);
    await expect(ranker.explain(visitor(0), -1)).rejects.toThrow(RangeError);
  });

  it('ABORTED in the middle of a fit, which leaves the earlier fit in place', async () => {
    const ranker = await fitted();
    const before = await scoresOf(ranker, visitor(1));
    const controller = new AbortController();
    const onProgress = () => controller.abort();
    // Other memory, for the search on the shared one has been done already.
    const fresh = structuredClone(modalities) as readonly ModalityColumn[];
    const aborted = ranker.fit({
      interactions,
      modalities: fresh,
      seed: 1,
      signal: controller.signal,
      onProgress,
    });
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await scoresOf(ranker, visitor(1))).toEqual(before);
  });

  it.each<[string, (state: PluginState) => PluginState]>([
    ['without an array', ({ json, arrays }) => ({ json, arrays: without(arrays!, 'interactions.values') })],
    ['with too few degrees', (state) => changed(state, 'modality-0.degrees', (array) => array.slice(1))],
    ['with an item outside', (state) => changed(state, 'modality-1.sources', (array) => array.fill(999))],
    ['with half an item', (state) => changed(state, 'interactions.sources', (array) => array.fill(0.5))],
    ['with entries not counted', (state) => changed(state, 'interactions.counts', (array) => array.fill(0))],
    [
      'with vectors of another width',
      (state) => changed(state, 'modality-0.base.vectors', (array) => array.slice(1)),
    ],
    ['with fewer items', (state) => changed(state, 'modality-0.base.rows', (array) => array.slice(1))],
    ['of another ranker', ({ arrays }) => ({ json: { modalities: [] }, arrays: arrays! })],
  ])('SAVE_CORRUPT for a state %s', async (_what, spoil) => {
    const state = structuredClone((await fitted()).saveState());
    expect(() => new GraphFilterRanker().restoreState(spoil(state))).toThrow(
      expect.objectContaining({ code: 'SAVE_CORRUPT' }),
    );
  });
});

it('reports how far the search has come', async () => {
  const events: ProgressEvent[] = [];
  const onProgress = (event: ProgressEvent) => events.push(event);
  const fresh = structuredClone(modalities) as readonly ModalityColumn[];
  await new GraphFilterRanker().fit({ interactions, modalities: fresh, seed: 1, onProgress });
  expect(events.at(-1)).toMatchObject({
    stage: 'fit-ranker',
    ranker: 'GraphFilterRanker',
    done: 49,
    total: 49,
  });
  const done = events.map((event) => event.done);
  expect(done).toEqual(done.toSorted((left, right) => left - right));
});

it('can be rebuilt from its configuration', async () => {
  const options = { alpha: 0.5, filter: [2, -1], modalityWeights: { text: 2 } };
  const config = JSON.parse(JSON.stringify(new GraphFilterRanker(options).config()));
  expect(config).toEqual(options);
  expect(await scoresOf(await fitted(config), visitor(2))).toEqual(
    await scoresOf(await fitted(options), visitor(2)),
  );
});

function without(arrays: Readonly<Record<string, Float32Array>>, name: string): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(arrays).filter(([key]) => key !== name));
}

function changed(
  { json, arrays }: PluginState,
  name: string,
  change: (array: Float32Array) => Float32Array,
): PluginState {
  return { json, arrays: { ...arrays, [name]: change(arrays![name]!) } };
}
