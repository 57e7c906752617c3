import { describe, expect, it } from 'vitest';
import { Catalogue } from '../../../src/tasks/preference/catalogue.js';
import { personOf, recommendMany } from '../../../src/tasks/preference/recommend.js';
import { columnOf, itemsOf, people, rankerBy, shelf } from './shelf.js';

const idsOf = (list: { items: readonly { itemId: string }[] }) => list.items.map(({ itemId }) => itemId);
const parts = (score: Parameters<typeof rankerBy>[0], items?: number) => ({
  catalogue: shelf(),
  people: people(),
  ranker: rankerBy(score, items),
});

describe('recommendMany', () => {
  it('lists what a user has not seen, best first, with scores and items', async () => {
    const [list] = await recommendMany(
      parts((_query, item) => item),
      ['ann'],
      { k: 2 },
    );
    expect(list).toEqual({
      items: [
        { itemId: 'i5', score: 5, item: { itemId: 'i5', title: 'Item 5' } },
        { itemId: 'i3', score: 3, item: { itemId: 'i3', title: 'Item 3' } },
      ],
      basis: 'history',
      available: 3,
      unknownItems: [],
    });
  });

  it('keeps equal scores in the order of the catalogue', async () => {
    const [list] = await recommendMany(
      parts((_query, item) => (item === 3 ? 2 : 1)),
      ['ann'],
      { includeSeen: true },
    );
    expect(idsOf(list!)).toEqual(['i3', 'i0', 'i1', 'i2', 'i4', 'i5']);
  });

  it('leaves out what is excluded and filtered, known or not', async () => {
    const [list] = await recommendMany(
      parts((_query, item) => -item),
      ['bob'],
      { exclude: new Set(['i0', 'never heard of']), filter: ({ itemId }) => itemId !== 'i4' },
    );
    expect(idsOf(list!)).toEqual(['i1', 'i3', 'i5']);
    expect(list!.available).toBe(3);
  });

  it('goes by popularity for whoever likes nothing, and still leaves out what they have seen', async () => {
    const lists = await recommendMany(
      parts((_query, item) => item),
      ['cat', 'stranger', { liked: ['unheard of', 'unheard of'] }],
      { k: 3 },
    );
    expect(lists.map(({ basis }) => basis)).toEqual(['popularity', 'popularity', 'popularity']);
    expect(lists.map(idsOf)).toEqual([
      ['i2', 'i0', 'i3'],
      ['i2', 'i0', 'i1'],
      ['i2', 'i0', 'i1'],
    ]);
    expect(lists[0]!.items[0]!.score).toBe(2);
    expect(lists.map(({ unknownItems }) => unknownItems)).toEqual([[], [], ['unheard of']]);
  });

  it('asks the ranker in blocks and gives everybody their own row', async () => {
    const shop = parts(({ liked }, item) => (liked.includes((item + 1) % 6) ? 1 : 0));
    const whom = Array.from({ length: 150 }, (_, one) => ({ liked: [`i${one % 6}`] }));
    const lists = await recommendMany(shop, whom, { k: 1 });
    expect(shop.ranker.calls.map(({ length }) => length)).toEqual([64, 64, 22]);
    expect(lists.map((list) => idsOf(list)[0])).toEqual(whom.map((_, one) => `i${(one + 5) % 6}`));
    expect(await recommendMany(shop, [], {})).toEqual([]);
  });

  it('does not see items that have come while the ranker scored', async () => {
    const lists = await recommendMany(
      parts(({ user }, item) => (item >= 6 ? 100 : user === 0 ? item : -item), 8),
      ['ann', 'bob'],
      { includeSeen: true, k: 2 },
    );
    expect(lists.map(idsOf)).toEqual([
      ['i5', 'i4'],
      ['i0', 'i1'],
    ]);
    expect(lists[0]!.available).toBe(6);
  });

  it('widens the choice with diversity, from the best one on', async () => {
    // Twelve copies of one thing score better than the only other one.
    const vectors = Array.from({ length: 13 }, (_, item) => (item === 12 ? [0, 1] : [1, 0]));
    const catalogue = new Catalogue(itemsOf(13), [columnOf('content', vectors)]);
    const shop = { ...parts((_query, item) => 20 - item, 13), catalogue };
    const [plain, diverse] = await Promise.all(
      [0, 0.9].map(
        async (diversity) =>
          (await recommendMany(shop, ['stranger', { liked: ['i0'] }], { k: 3, diversity }))[1]!,
      ),
    );
    expect(idsOf(plain!)).toEqual(['i1', 'i2', 'i3']);
    expect(idsOf(diverse!)[0]).toBe('i1');
    expect(idsOf(diverse!)).toContain('i12');
  });

  it.each([
    { k: 0 },
    { k: 1.5 },
    { k: Number.NaN },
    { diversity: -0.1 },
    { diversity: 1.1 },
    { diversity: Number.NaN },
  ])('refuses %o', async (options) => {
    await expect(
      recommendMany(
        parts(() => 0),
        ['ann'],
        options,
      ),
    ).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(
      recommendMany(
        parts(() => 0),
        ['ann'],
        { signal },
      ),
    ).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('personOf', () => {
  it('takes likes in any order, repeated and unknown', () => {
    const person = personOf({ liked: ['i4', 'x', 'i0', 'i4', 'y', 'x'] }, shelf(), people());
    expect(person).toEqual({
      query: { user: -1, liked: Int32Array.of(0, 4) },
      seen: Int32Array.of(0, 4),
      basis: 'liked',
      unknownItems: ['x', 'y'],
    });
  });
});
