import { describe, expect, it } from 'vitest';
import { EaseRanker } from '../../src/ranking/ease-ranker.js';
import type { ProgressEvent } from '../../src/types.js';
import { ADDED, CASES, COLD, columns, easeInput, easeQueries, FITTED } from './ease-fixture.js';

describe('EaseRanker', () => {
  for (const { regularization, contentWeight, scores } of CASES) {
    it(`scores as NumPy does by the definitions, lambda ${regularization}, content ${contentWeight}`, async () => {
      const ranker = await grown({ regularization, contentWeight });
      const found = await ranker.score(easeQueries());
      expect(found.dimensions).toBe(FITTED + ADDED);
      for (const [row, wanted] of scores.entries()) {
        const largest = Math.max(1e-9, ...wanted.map(Math.abs));
        for (const [item, value] of wanted.entries()) {
          const difference = Math.abs(found.data[row * found.dimensions + item]! - value);
          expect(difference / largest, `query ${row}, item ${item}`).toBeLessThan(1e-5);
        }
      }
    });
  }

  for (const { regularization, contentWeight, parts = [] } of CASES) {
    for (const { source, target, ...wanted } of parts) {
      it(`splits what ${source} says for ${target} as NumPy does, lambda ${regularization}`, async () => {
        const ranker = await grown({ regularization, contentWeight });
        const found = await ranker.explain({ user: -1, liked: Int32Array.of(source) }, target);
        const largest = Math.max(...Object.values(wanted).map(Math.abs));
        const byModality = Object.fromEntries(found.map(({ modality, value }) => [modality, value]));
        for (const [modality, value] of Object.entries(wanted)) {
          expect(Math.abs((byModality[modality] ?? 0) - value) / largest, modality).toBeLessThan(1e-4);
        }
        expect(found.every(({ item }) => item === source)).toBe(true);
      });
    }
  }

  it('explains scores of and by all kinds of items as sums', async () => {
    const ranker = await grown({ regularization: 12, contentWeight: 2.5 });
    const queries = easeQueries();
    const { data, dimensions } = await ranker.score(queries);
    for (const [row, query] of queries.entries()) {
      for (const item of [0, ...query.liked, ...COLD, FITTED, FITTED + 4]) {
        const parts = await ranker.explain(query, item);
        const sum = parts.reduce((total, { value }) => total + value, 0);
        expect(sum).toBeCloseTo(data[row * dimensions + item]!, 5);
        // An item without interactions speaks and is spoken for by content alone.
        const isCold = (one: number) => COLD.includes(one) || one >= FITTED;
        const cold = parts.filter((part) => isCold(part.item) || isCold(item));
        expect(cold.every(({ modality }) => modality !== 'interactions')).toBe(true);
        // And by no modality that it lacks: cold item 0 has a text only.
        if (item === COLD[0]) expect(parts.every(({ modality }) => modality === 'text')).toBe(true);
      }
    }
  });

  it('names interactions alone without content', async () => {
    const ranker = await grown({ regularization: 12, contentWeight: 0 });
    const parts = await ranker.explain(easeQueries()[0]!, 20);
    expect(parts).toHaveLength(3);
    expect(parts.every(({ modality }) => modality === 'interactions')).toBe(true);
  });

  it('scores what nothing is known of 0, and lets it say nothing', async () => {
    const ranker = await grown();
    // The third cold item and the last added one have no modality.
    const unknown = [COLD[2]!, FITTED + 4];
    const [some, only] = [easeQueries()[1]!, { user: -1, liked: Int32Array.from(unknown) }];
    const { data, dimensions } = await ranker.score([some, only]);
    for (const item of unknown) expect(data[item]).toBe(0);
    expect(data.subarray(dimensions).every((value) => value === 0)).toBe(true);
    expect(await ranker.explain(some, unknown[0]!)).toEqual([]);
  });

  it('leaves scores among earlier items as they were when items are added', async () => {
    const ranker = new EaseRanker();
    await ranker.fit(easeInput());
    const queries = easeQueries().slice(0, 3);
    const before = await ranker.score(queries);
    await ranker.addItems(columns(FITTED, FITTED + ADDED));
    const after = await ranker.score(queries);
    for (let row = 0; row < queries.length; row++) {
      const start = row * after.dimensions;
      expect(after.data.slice(start, start + FITTED)).toEqual(
        before.data.slice(row * FITTED, (row + 1) * FITTED),
      );
    }
  });

  it('answers with an earlier state while items are being added', async () => {
    const ranker = new EaseRanker();
    await ranker.fit(easeInput());
    const adding = ranker.addItems(columns(FITTED, FITTED + ADDED));
    const during = await ranker.score(easeQueries().slice(0, 1));
    expect(during.dimensions).toBe(FITTED);
    await adding;
    expect((await ranker.score(easeQueries())).dimensions).toBe(FITTED + ADDED);
  });

  it('takes in items that are added at the same time one call after the other', async () => {
    const together = new EaseRanker();
    await together.fit(easeInput());
    const first = together.addItems(columns(FITTED, FITTED + 2));
    await Promise.all([first, together.addItems(columns(FITTED + 2, FITTED + ADDED))]);
    const inTurn = await grown();
    expect(await together.score(easeQueries())).toEqual(await inTurn.score(easeQueries()));
  });

  it('goes on after it was saved and restored', async () => {
    const original = new EaseRanker();
    await original.fit(easeInput());
    await original.addItems(columns(FITTED, FITTED + 2));
    const restored = new EaseRanker();
    restored.restoreState(structuredClone(original.saveState()));
    for (const ranker of [original, restored]) await ranker.addItems(columns(FITTED + 2, FITTED + ADDED));
    expect(await restored.score(easeQueries())).toEqual(await original.score(easeQueries()));
    const query = easeQueries()[3]!;
    expect(await restored.explain(query, FITTED)).toEqual(await original.explain(query, FITTED));
  });

  it('refuses a state whose parts do not fit together', async () => {
    const ranker = await grown();
    const state = ranker.saveState();
    const changed = (name: string, change: (array: Float32Array) => Float32Array) => ({
      ...state,
      arrays: { ...state.arrays, [name]: change(state.arrays![name]!) },
    });
    for (const broken of [
      { ...state, json: {} },
      changed('inverse', (array) => array.slice(1)),
      changed('coldColumns', (array) => array.slice(1)),
      changed('warmPlace', (array) => array.map((value, item) => (item === 1 ? 0 : value))),
      changed('coldPlace', (array) => array.map((value) => value + 0.5)),
      changed('content', (array) => array.map(() => Number.NaN)),
    ]) {
      expect(() => new EaseRanker().restoreState(broken)).toThrow(
        expect.objectContaining({ code: 'SAVE_CORRUPT' }),
      );
    }
    // Saved with content, restored without.
    expect(() => new EaseRanker({ contentWeight: 0 }).restoreState(state)).toThrow(/content|means|numbers/);
  });

  it('refuses catalogues beyond maxItems, later items included', async () => {
    const small = new EaseRanker({ maxItems: FITTED - 1 });
    await expect(small.fit(easeInput())).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      data: { items: FITTED, maxItems: FITTED - 1 },
    });
    const tight = new EaseRanker({ maxItems: FITTED + 1 });
    await tight.fit(easeInput());
    await expect(tight.addItems(columns(FITTED, FITTED + 2))).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    await tight.addItems(columns(FITTED, FITTED + 1));
    expect((await tight.score(easeQueries().slice(0, 1))).dimensions).toBe(FITTED + 1);
  });

  it('refuses options that make no sense', () => {
    for (const options of [
      { regularization: 0 },
      { regularization: Number.NaN },
      { contentWeight: -1 },
      { contentWeight: Number.POSITIVE_INFINITY },
      { maxItems: 1.5 },
      { lambda: 3 },
    ]) {
      expect(() => new EaseRanker(options as object)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it('says so when lambda is lost beside the interactions', async () => {
    const input = easeInput();
    const weight = input.interactions.weight.map((value) => value * 1e4);
    const ranker = new EaseRanker({ regularization: 1e-6, contentWeight: 0 });
    await expect(
      ranker.fit({ ...input, interactions: { ...input.interactions, weight } }),
    ).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
      message: expect.stringContaining('regularization'),
    });
    await expect(ranker.score([])).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });

  it('tells how far the fit is, and stops at a signal', async () => {
    const told: ProgressEvent[] = [];
    const warm = FITTED - COLD.length;
    const ranker = new EaseRanker();
    await ranker.fit({ ...easeInput(), onProgress: (event) => told.push(event) });
    expect(told.at(-1)).toMatchObject({ stage: 'fit-ranker', ranker: 'EaseRanker', done: warm, total: warm });
    const controller = new AbortController();
    const fit = ranker.fit({
      ...easeInput(),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(fit).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('refuses queries for items that it does not know', async () => {
    const ranker = await grown();
    const query = { user: -1, liked: Int32Array.of(FITTED + ADDED) };
    await expect(ranker.score([query])).rejects.toThrow(RangeError);
    await expect(ranker.explain({ ...query, liked: new Int32Array() }, -1)).rejects.toThrow(RangeError);
  });
});

/** A ranker that was fitted and has taken in all added items, in two calls. */
async function grown(options = {}): Promise<EaseRanker> {
  const ranker = new EaseRanker(options);
  await ranker.fit(easeInput());
  await ranker.addItems(columns(FITTED, FITTED + 2));
  await ranker.addItems(columns(FITTED + 2, FITTED + ADDED));
  return ranker;
}
