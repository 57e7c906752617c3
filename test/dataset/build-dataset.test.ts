import { describe, expect, it } from 'vitest';
import { buildDataset, DATASET_DEFAULTS, type DatasetOptions } from '../../src/dataset/build-dataset.js';
import type { DatasetSummary } from '../../src/dataset/types.js';
import type { Interaction, Item, ProgressEvent, SkippedRecord } from '../../src/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';
import { fakeSource, interactionsOf, itemsOf } from './helpers.js';

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
const balance = (summary: DatasetSummary) =>
  summary.rows + summary.interactionsNotSampled + total(summary.droppedInteractions);
const build = (
  interactions: readonly (Interaction | SkippedRecord)[],
  items: readonly (Item | SkippedRecord)[],
  options?: DatasetOptions,
) => buildDataset(fakeSource(interactions, items), options);

describe('buildDataset', () => {
  it('joins, cleans and counts', async () => {
    const ratings = interactionsOf(10);
    const { rows, items, scale, summary } = await build(
      [{ ...ratings[0]!, text: 'Good<br>&amp; warm' }, ...ratings.slice(1)],
      [
        { itemId: 'i0', title: 'A &amp; B', image: 'https://i/0.jpg' },
        { itemId: 'i1' },
        { itemId: 'i2' },
        { itemId: 'i9' },
      ],
    );
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual({
      userId: 'u0',
      itemId: 'i0',
      rating: 1,
      text: 'Good & warm',
      timestamp: 0,
      classIndex: 0,
    });
    expect(items.get('i0')).toEqual({ itemId: 'i0', title: 'A & B', image: 'https://i/0.jpg' });
    expect(scale).toEqual(DATASET_DEFAULTS.scale);
    expect(summary).toEqual({
      source: 'fake',
      sampling: 'the first 25,000 interactions',
      interactionsRead: 10,
      interactionsNotSampled: 0,
      itemsRead: 3,
      rows: 10,
      users: 10,
      items: 3,
      rowsWithText: 10,
      rowsWithImageReference: 4,
      ratings: [1, 2, 3, 4, 5].map((rating) => ({ rating, count: 2 })),
      droppedInteractions: {},
      droppedItems: {},
      examples: [],
    });
  });

  it('drops by reason and shows the first few of each', async () => {
    const [first, ...rest] = interactionsOf(12);
    const { rows, summary } = await build(
      [
        first!,
        { reason: 'MALFORMED_JSON', file: 'f', line: 2 },
        { ...first! },
        { ...first!, text: ' text&#32;0 ' },
        { ...first!, timestamp: 99 },
        ...rest,
        { ...first!, rating: 6 },
        { ...first!, rating: 4.5 },
        { ...first!, rating: Number.NaN },
        { ...first!, rating: 0 },
        { ...first!, itemId: 'gone' },
        { userId: 'u', itemId: 'i0', rating: 1, text: '<br>' },
        { userId: 'u', itemId: 'i1', rating: 1 },
      ],
      [
        { reason: 'MISSING_ITEM_ID', line: 1 },
        { itemId: 'i0' },
        { itemId: 'i1', image: 'https://i/1.jpg' },
        { itemId: 'i2' },
      ],
    );
    expect(rows).toHaveLength(14);
    expect(rows.at(-1)).toEqual({ userId: 'u', itemId: 'i1', rating: 1, classIndex: 0 });
    expect(summary.droppedInteractions).toEqual({
      MALFORMED_JSON: 1,
      RATING_OFF_SCALE: 4,
      DUPLICATE: 2,
      ITEM_NOT_FOUND: 1,
      NO_TEXT_AND_NO_IMAGE: 1,
    });
    expect(summary.droppedItems).toEqual({ MISSING_ITEM_ID: 1 });
    expect(summary.itemsRead).toBe(4);
    expect(balance(summary)).toBe(summary.interactionsRead);
    expect(summary.examples.filter(({ reason }) => reason === 'RATING_OFF_SCALE')).toHaveLength(3);
    expect(summary.examples[0]).toEqual({ reason: 'MALFORMED_JSON', file: 'f', line: 2 });
    expect(summary.examples.find(({ reason }) => reason === 'RATING_OFF_SCALE')?.detail).toContain(
      'user u0, item i0: 6',
    );
  });

  it('every interaction is a row, not sampled, or dropped, whatever comes', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed);
      const records = Array.from(
        { length: 30 + randomInteger(random, 200) },
        (): Interaction | SkippedRecord => {
          if (random() < 0.1) return { reason: `SKIP_${randomInteger(random, 2)}` };
          const text = random() < 0.3 ? {} : { text: `t${randomInteger(random, 3)}` };
          const rating = random() < 0.1 ? Number.NaN : randomInteger(random, 7);
          return {
            userId: `u${randomInteger(random, 4)}`,
            itemId: `i${randomInteger(random, 8)}`,
            rating,
            ...text,
          };
        },
      );
      const items = [0, 1, 2, 3, 4].map((id) => ({
        itemId: `i${id}`,
        ...(id % 2 === 0 && { image: 'https://i/1.jpg' }),
      }));
      const kind = (['first', 'reservoir', 'all'] as const)[seed % 3]!;
      const source = fakeSource(records, items);
      const { summary, rows } = await buildDataset(source, { sample: { kind, size: 60 }, seed });
      expect(balance(summary)).toBe(summary.interactionsRead);
      expect(summary.rows).toBe(rows.length);
      expect(summary.ratings.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
      expect(summary.interactionsRead).toBe(kind === 'first' ? source.pulled.interactions : records.length);
    }
  });

  it('stops both streams as soon as it can, and closes them', async () => {
    const source = fakeSource(interactionsOf(1000), itemsOf(1000));
    const { summary } = await buildDataset(source, { sample: { kind: 'first', size: 20 } });
    expect(source.pulled).toEqual({ interactions: 20, items: 3, closed: 2 });
    expect(summary).toMatchObject({
      interactionsRead: 20,
      interactionsNotSampled: 0,
      itemsRead: 3,
      rows: 20,
    });
  });

  it('the random sample has its size, its order and its seed', async () => {
    const options = { sample: { kind: 'reservoir', size: 50 } as const, seed: 7 };
    const { rows, summary } = await build(interactionsOf(1000), itemsOf(3), options);
    expect(summary).toMatchObject({ interactionsRead: 1000, interactionsNotSampled: 950, rows: 50 });
    const times = rows.map((row) => row.timestamp!);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect((await build(interactionsOf(1000), itemsOf(3), options)).rows).toEqual(rows);
    expect((await build(interactionsOf(1000), itemsOf(3), { ...options, seed: 8 })).rows).not.toEqual(rows);
  });

  it('takes the first of two items with one id, and counts items that only lost a field once', async () => {
    const { items, summary } = await build(interactionsOf(10, 2), [
      { reason: 'LOCAL_IMAGE_IN_REMOTE_METADATA', field: 'image' },
      { itemId: 'i0', title: 'first' },
      { itemId: 'i0', title: 'second' },
      { itemId: 'i1' },
    ]);
    expect(items.get('i0')?.title).toBe('first');
    expect(summary).toMatchObject({ itemsRead: 3, droppedItems: { LOCAL_IMAGE_IN_REMOTE_METADATA: 1 } });
  });

  it('reads half stars on a scale of half stars', async () => {
    const ratings = interactionsOf(20).map((row, index) => ({ ...row, rating: 0.5 + (index % 10) / 2 }));
    const { rows } = await build(ratings, itemsOf(3), { scale: { min: 0.5, max: 5, step: 0.5 } });
    expect(rows.slice(0, 10).map(({ classIndex }) => classIndex)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('reports progress of both streams', async () => {
    const events: ProgressEvent[] = [];
    await buildDataset(
      fakeSource(interactionsOf(12_000), itemsOf(3)),
      {},
      { onProgress: (event) => events.push(event) },
    );
    const reads = events.filter(({ stage }) => stage === 'read-interactions');
    expect(reads.map(({ done }) => done)).toEqual([5000, 10_000, 12_000]);
    expect(reads[0]?.total).toBe(25_000);
    expect(events.at(-1)).toMatchObject({ stage: 'read-items', done: 3 });
  });
});

describe('errors', () => {
  const failure = async (
    interactions: readonly (Interaction | SkippedRecord)[],
    items: readonly Item[],
    options?: DatasetOptions,
  ) =>
    build(interactions, items, options).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('SOURCE_EMPTY without any interaction', async () => {
    expect(await failure([], itemsOf(1))).toMatchObject({
      code: 'SOURCE_EMPTY',
      message: expect.stringContaining('fake'),
    });
  });

  it('NO_ROWS with the counts by reason', async () => {
    const error = await failure([...interactionsOf(10), { reason: 'MALFORMED_JSON' }], [{ itemId: 'other' }]);
    expect(error).toMatchObject({
      code: 'NO_ROWS',
      message: expect.stringMatching(
        /11 interactions read.*10 ITEM_NOT_FOUND, 1 MALFORMED_JSON.*share their ids/,
      ),
      data: { droppedInteractions: { ITEM_NOT_FOUND: 10, MALFORMED_JSON: 1 } },
    });
    expect(await failure([{ reason: 'MALFORMED_JSON' }], [])).toMatchObject({ code: 'NO_ROWS' });
    const offScale = interactionsOf(10).map((row) => ({ ...row, rating: 50 }));
    expect(await failure(offScale, itemsOf(3))).toMatchObject({
      code: 'NO_ROWS',
      message: expect.stringContaining('Set the scale'),
    });
  });

  it('TOO_FEW_ROWS with fewer rows than ratings', async () => {
    expect(await failure(interactionsOf(4), itemsOf(3))).toMatchObject({
      code: 'TOO_FEW_ROWS',
      message: expect.stringContaining('4 rows, fewer than the 5 ratings'),
    });
  });

  it('ONE_CLASS when all ratings are equal', async () => {
    const same = interactionsOf(10).map((row) => ({ ...row, rating: 5 }));
    expect(await failure(same, itemsOf(3))).toMatchObject({
      code: 'ONE_CLASS',
      message: expect.stringContaining('rating 5'),
    });
  });

  it('ABORTED before and during reading, with the stream closed', async () => {
    const before = buildDataset(
      fakeSource(interactionsOf(10), itemsOf(3)),
      {},
      { signal: AbortSignal.abort() },
    );
    await expect(before).rejects.toMatchObject({ code: 'ABORTED' });
    const abort = new AbortController();
    const source = fakeSource(interactionsOf(20_000), itemsOf(3));
    const during = buildDataset(source, {}, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(during).rejects.toMatchObject({ code: 'ABORTED' });
    expect(source.pulled).toMatchObject({ closed: 1, items: 0 });
    expect(source.pulled.interactions).toBeLessThan(6000);
  });

  it.each([
    [{ sample: { kind: 'last' } as never }],
    [{ sample: { kind: 'first', size: 0 } as const }],
    [{ sample: { kind: 'reservoir', size: 1.5 } as const }],
    [{ limit: 5 } as never],
  ])('INVALID_OPTIONS for %j', async (options) => {
    expect(await failure(interactionsOf(10), itemsOf(3), options)).toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});
