import { describe, expect, it } from 'vitest';
import { historyQuery } from '../../src/dataset/interaction-matrix.js';
import { isRecommenderError } from '../../src/errors.js';
import { VbprRanker } from '../../src/ranking/vbpr-ranker.js';
import { tinyInteractions } from '../../src/testing/fakes/tiny-interactions.js';
import type { PluginState, ProgressEvent } from '../../src/types.js';

const { interactions, modalities, tasteOfItem, coldItems } = tinyInteractions({ seed: 3 });
const input = { interactions, modalities, seed: 1 };
const visitor = (...liked: number[]) => ({ user: -1, liked: Int32Array.from(liked) });
const codeOf = async (call: () => unknown) => {
  try {
    await call();
  } catch (error) {
    return isRecommenderError(error) ? error.code : error;
  }
  return 'nothing raised';
};

describe('VbprRanker', () => {
  it('ranks items to the taste of its users higher, better than chance by far', async () => {
    const ranker = new VbprRanker({ epochs: 40 });
    await ranker.fit(input);
    const { data, dimensions } = await ranker.score(
      Array.from({ length: interactions.users - 1 }, (_, user) => historyQuery(interactions, user)),
    );
    let right = 0;
    let pairs = 0;
    for (let user = 0; user < interactions.users - 1; user++) {
      const { liked } = historyQuery(interactions, user);
      const seen = new Set(liked);
      const taste = Math.round(liked.reduce((sum, item) => sum + tasteOfItem[item]!, 0) / liked.length);
      const unseen = [...Array(dimensions).keys()].filter(
        (item) => !seen.has(item) && !coldItems.includes(item),
      );
      for (const better of unseen.filter((item) => tasteOfItem[item] === taste)) {
        for (const worse of unseen.filter((item) => tasteOfItem[item] === 1 - taste)) {
          pairs += 1;
          if (data[user * dimensions + better]! > data[user * dimensions + worse]!) right += 1;
        }
      }
    }
    expect(right / pairs).toBeGreaterThan(0.85);
  });

  it('gives a known user another vector once their liked items have changed', async () => {
    const ranker = new VbprRanker({ epochs: 10 });
    await ranker.fit(input);
    const known = historyQuery(interactions, 0);
    const grown = Int32Array.from([...new Set([...known.liked, 0, 1])].sort((a, b) => a - b));
    const [trained, changed, folded] = await Promise.all(
      [known, { user: 0, liked: grown }, { user: -1, liked: grown }].map(async (query) => {
        const { data } = await ranker.score([query]);
        return [...data];
      }),
    );
    expect(changed).toEqual(folded);
    expect(changed).not.toEqual(trained);
  });

  it('folds in somebody with the history of a known user much like that user', async () => {
    const ranker = new VbprRanker({ epochs: 40 });
    await ranker.fit(input);
    const correlations = Array.from({ length: 10 }, async (_, user) => {
      const known = historyQuery(interactions, user);
      const { data, dimensions } = await ranker.score([known, { ...known, user: -1 }]);
      return correlation(data.subarray(0, dimensions), data.subarray(dimensions));
    });
    for (const value of await Promise.all(correlations)) expect(value).toBeGreaterThan(0.8);
  });

  it('is plain BPR-MF with contentFactors 0, and still counts added items', async () => {
    const ranker = new VbprRanker({ epochs: 5, contentFactors: 0 });
    await ranker.fit(input);
    const twin = new VbprRanker({ epochs: 5 });
    await twin.fit({ ...input, modalities: [] });
    const [own, without] = await Promise.all([ranker, twin].map((each) => each.score([visitor(1, 2)])));
    expect(own!.data).toEqual(without!.data);
    await ranker.addItems(modalities.map((column) => ({ ...column, rowIndex: Int32Array.of(0, -1) })));
    const { data, dimensions } = await ranker.score([visitor(1, 2)]);
    expect(dimensions).toBe(interactions.items + 2);
    expect(data[dimensions - 1]).toBe(data[dimensions - 2]);
    expect(await codeOf(() => twin.addItems([]))).toBe('DIMENSION_MISMATCH');
  });

  it('scores an added copy of a cold item of the fit as that item', async () => {
    const ranker = new VbprRanker({ epochs: 5 });
    await ranker.fit(input);
    const cold = coldItems[1]!;
    await ranker.addItems(
      modalities.map((column) => ({ ...column, rowIndex: column.rowIndex.slice(cold, cold + 1) })),
    );
    const { data, dimensions } = await ranker.score([historyQuery(interactions, 4), visitor(2)]);
    for (const row of [0, 1]) {
      expect(data[row * dimensions + dimensions - 1]).toBeCloseTo(data[row * dimensions + cold]!, 5);
    }
  });

  it('explains a score by interactions and by each modality', async () => {
    const ranker = new VbprRanker({ epochs: 20 });
    await ranker.fit(input);
    const parts = await ranker.explain(visitor(0, 2), 4);
    expect(parts.map(({ item, modality }) => [item, modality])).toEqual([
      [-1, 'interactions'],
      ...modalities.map(({ name }) => [-1, name]),
    ]);
    expect(parts.every(({ value }) => Number.isFinite(value))).toBe(true);
    await expect(ranker.explain(visitor(0), 10_000)).rejects.toThrow(RangeError);
  });

  it('works when nobody has anything left to compare with', async () => {
    const ranker = new VbprRanker({ epochs: 2 });
    const everything = {
      users: 1,
      items: 2,
      rowStart: Int32Array.of(0, 2),
      itemIndex: Int32Array.of(0, 1),
      weight: Float32Array.of(1, 1),
    };
    await ranker.fit({ interactions: everything, modalities: [], seed: 1 });
    const { data } = await ranker.score([visitor(0), historyQuery(everything, 0)]);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  it('reports every epoch, and stops between batches when it is told to, keeping the earlier fit', async () => {
    const ranker = new VbprRanker({ epochs: 4 });
    const events: ProgressEvent[] = [];
    await ranker.fit({ ...input, onProgress: (event) => events.push(event) });
    expect(events.map(({ stage, done, total }) => [stage, done, total])).toEqual(
      [0, 1, 2, 3, 4].map((done) => ['fit-ranker', done, 4]),
    );
    const before = await ranker.score([visitor(1)]);
    const controller = new AbortController();
    const aborted = ranker.fit({
      ...input,
      seed: 2,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 2) controller.abort();
      },
    });
    expect(await codeOf(() => aborted)).toBe('ABORTED');
    expect(await ranker.score([visitor(1)])).toEqual(before);
  });

  it('depends on the seed', async () => {
    const scores = await Promise.all(
      [1, 2].map(async (seed) => {
        const ranker = new VbprRanker({ epochs: 2 });
        await ranker.fit({ ...input, seed });
        return ranker.score([visitor(1)]);
      }),
    );
    expect(scores[0]!.data).not.toEqual(scores[1]!.data);
  });

  it('says when the training diverges', async () => {
    const ranker = new VbprRanker({ epochs: 30, learningRate: 1e30 });
    expect(await codeOf(() => ranker.fit(input))).toBe('TRAINING_DIVERGED');
  });

  it.each([
    { factors: 0 },
    { contentFactors: -1 },
    { epochs: 1.5 },
    { batchSize: 0 },
    { learningRate: 0 },
    { regularization: -1 },
    { contentRegularization: Number.NaN },
    { projectedDimensions: 0 },
    { factor: 3 } as object,
  ])('refuses %o', async (options) => {
    expect(await codeOf(() => new VbprRanker(options))).toBe('INVALID_OPTIONS');
  });

  it('refuses a state whose parts do not fit together', async () => {
    const ranker = new VbprRanker({ epochs: 1 });
    await ranker.fit(input);
    const { json, arrays } = ranker.saveState();
    const broken: PluginState[] = [
      { json: {}, arrays: arrays! },
      { json: { ...json, items: 1 }, arrays: arrays! },
      { json, arrays: { ...arrays, userVectors: new Float32Array(3) } },
      { json, arrays: { ...arrays, histories: arrays!.histories!.map(() => 1e6) } },
      { json: { ...json, shape: { ...(json.shape as object), features: 1 } }, arrays: arrays! },
    ];
    for (const state of broken) expect(await codeOf(() => ranker.restoreState(state))).toBe('SAVE_CORRUPT');
    const wide = structuredClone(json) as { maps: { width: number }[] };
    wide.maps[0]!.width += 1;
    expect(await codeOf(() => ranker.restoreState({ json: wide as never, arrays: arrays! }))).toBe(
      'SAVE_CORRUPT',
    );
  });

  it('can be saved, and scores the same afterwards, with long embeddings cut to components', async () => {
    const ranker = new VbprRanker({ epochs: 3, projectedDimensions: 2 });
    await ranker.fit(input);
    const twin = new VbprRanker(ranker.config());
    twin.restoreState(ranker.saveState());
    const added = modalities.map((column) => ({ ...column, rowIndex: column.rowIndex.slice(0, 2) }));
    for (const each of [ranker, twin]) await each.addItems(added);
    const queries = [historyQuery(interactions, 3), visitor(1, 5)];
    expect((await twin.score(queries)).data).toEqual((await ranker.score(queries)).data);
    await Promise.all([ranker.dispose(), twin.dispose()]);
  });
});

function correlation(left: Float32Array, right: Float32Array): number {
  const centre = (values: Float32Array) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centre(left), centre(right)];
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
