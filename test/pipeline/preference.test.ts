import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ColorTextureImageEncoder,
  InMemorySource,
  MlpClassifierHead,
  MultimodalRecommender,
  type Recommendation,
  type RecommenderOptions,
  renderJson,
  renderText,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { tinyShop } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
let recommender: MultimodalRecommender;
const shop = tinyShop({ seed: 5, users: 120, perUser: 9 });

const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    task: 'preference',
    textEncoder: new TfidfTextEncoder({ dimensions: 24 }),
    imageEncoder: new ColorTextureImageEncoder(),
    head: new MlpClassifierHead({ hidden: [32], dropout: [0.2] }),
    training: { epochs: 8 },
    preference: { userDimensions: 8 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'preference-'));
  recommender = await make().fit(shop.source);
});
afterAll(async () => {
  await recommender.dispose();
  await rm(folder, { recursive: true, force: true });
});

const kindsOf = (list: readonly { readonly itemId: string }[]) =>
  list.map(({ itemId }) => shop.thingOf(itemId));
const seenBy = (userId: string) =>
  new Set(shop.interactions.filter((one) => one.userId === userId).map(({ itemId }) => itemId));

describe('recommend', () => {
  it('shows known users what they like and have not seen', async () => {
    const users = Array.from({ length: 20 }, (_, user) => `user-${user}`);
    const lists = await recommender.recommendMany(users, { k: 3 });
    let fitting = 0;
    for (const [index, userId] of users.entries()) {
      const list = lists[index]!;
      expect(list.basis).toBe('history');
      expect(list.items).toHaveLength(3);
      expect(list.available).toBe(48 - seenBy(userId).size);
      for (const { itemId } of list.items) expect(seenBy(userId).has(itemId)).toBe(false);
      const left = shop.items.filter(
        ({ itemId }) => !seenBy(userId).has(itemId) && shop.thingOf(itemId) === shop.tasteOf(userId),
      );
      const kinds = kindsOf(list.items).filter((kind) => kind === shop.tasteOf(userId));
      fitting += kinds.length / Math.min(3, left.length);
    }
    expect(fitting / users.length).toBeGreaterThan(0.8);
  });

  it('gives one person the same list alone and among others', async () => {
    const many = await recommender.recommendMany(['user-3', 'user-9', { liked: ['item-2'] }], { k: 5 });
    const alone = await recommender.recommend('user-9', { k: 5 });
    expect(many[1]!.items.map(({ itemId }) => itemId)).toEqual(alone.items.map(({ itemId }) => itemId));
  });

  it('serves a visitor who likes three things', async () => {
    const { items, basis } = await recommender.recommend({ liked: ['item-1', 'item-5', 'item-9'] }, { k: 5 });
    expect(basis).toBe('liked');
    expect(kindsOf(items).filter((kind) => kind === 'boot').length).toBeGreaterThanOrEqual(4);
    expect(items.map(({ itemId }) => itemId)).not.toContain('item-5');
  });

  it('falls back to what is popular for somebody unknown, and says so', async () => {
    const counts = new Map<string, number>();
    for (const { itemId } of shop.interactions) counts.set(itemId, (counts.get(itemId) ?? 0) + 1);
    for (const whom of ['nobody', { liked: [] }, { liked: ['no such thing'] }]) {
      const { items, basis, unknownItems } = await recommender.recommend(whom, { k: 4 });
      expect(basis).toBe('popularity');
      expect(items.map(({ itemId }) => counts.get(itemId))).toEqual(
        [...counts.values()].sort((left, right) => right - left).slice(0, 4),
      );
      expect(unknownItems).toEqual(typeof whom === 'string' ? [] : whom.liked);
    }
  });

  it('keeps exactly k through filters and exclusions as long as k are left', async () => {
    const { items, available } = await recommender.recommend('user-0', {
      k: 6,
      filter: ({ categories }) => categories?.[0] === 'lamp',
      exclude: ['item-3', 'item-7', 'unheard of'],
      includeSeen: true,
    });
    expect(items).toHaveLength(6);
    expect(available).toBe(10);
    expect(new Set(kindsOf(items))).toEqual(new Set(['lamp']));
    const all = await recommender.recommend('user-0', { k: 1000 });
    expect(all.items).toHaveLength(all.available);
  });

  it('has nothing for somebody who has seen everything', async () => {
    const { items, available } = await recommender.recommend({
      liked: shop.items.map(({ itemId }) => itemId),
    });
    expect({ items, available }).toEqual({ items: [], available: 0 });
  });

  it('widens the choice with diversity', async () => {
    const kinds = async (diversity: number) =>
      new Set(kindsOf((await recommender.recommend({ liked: ['item-2'] }, { k: 8, diversity })).items)).size;
    expect(await kinds(1)).toBeGreaterThan(await kinds(0));
  });

  it('refuses impossible options', async () => {
    for (const options of [{ k: 0 }, { k: 1.5 }, { diversity: 2 }, { limit: 3 } as object])
      await expect(recommender.recommend('user-0', options)).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    const signal = AbortSignal.abort();
    await expect(recommender.recommend('user-0', { signal })).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('similarItems and search', () => {
  it('find the same kind by item, text and picture', async () => {
    const similar = await recommender.similarItems('item-4', { k: 5 });
    expect(similar.map(({ itemId }) => itemId)).not.toContain('item-4');
    expect(new Set(kindsOf(similar))).toEqual(new Set(['dress']));
    const byText = await recommender.search({ text: 'a steel watch' }, { k: 5 });
    expect(new Set(kindsOf(byText))).toEqual(new Set(['watch']));
    const image = shop.items[7]!.image!;
    expect(new Set(kindsOf(await recommender.similarItems({ image }, { k: 5 })))).toEqual(new Set(['lamp']));
    const both = await recommender.similarItems({ image, text: 'brass lamp' }, { k: 5 });
    expect(new Set(kindsOf(both))).toEqual(new Set(['lamp']));
    expect(both.map(({ score }) => score)).toEqual([...both.map(({ score }) => score)].sort((a, b) => b - a));
  });

  it('keep k through a filter that hardly anything passes', async () => {
    const found = await recommender.similarItems('item-4', {
      k: 3,
      filter: ({ itemId }) => itemId.endsWith('7'),
    });
    expect(found).toHaveLength(3);
  });

  it('name what is wrong with a query', async () => {
    await expect(recommender.similarItems('item-400')).rejects.toMatchObject({ code: 'UNKNOWN_ITEM' });
    await expect(recommender.similarItems({})).rejects.toMatchObject({ code: 'NO_INPUT' });
    for (const options of [{ k: 0 }, { limit: 3 } as object])
      await expect(recommender.similarItems('item-1', options)).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    await expect(recommender.search({ text: ' ' })).rejects.toMatchObject({ code: 'NO_INPUT' });
    await expect(recommender.similarItems({ image: Buffer.from('no') })).rejects.toMatchObject({
      code: 'IMAGE_UNREADABLE',
    });
  });
});

describe('explain', () => {
  it('takes a score apart by liked item and modality', async () => {
    const liked = ['item-1', 'item-5'];
    const { items } = await recommender.recommend({ liked }, { k: 1 });
    const explanation = await recommender.explain({ liked }, items[0]!.itemId);
    expect(explanation.exact).toBe(true);
    expect(explanation.score).toBeCloseTo(items[0]!.score, 4);
    for (const sums of [explanation.parts, explanation.byModality, explanation.byLikedItem]) {
      expect(sums.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(explanation.score, 3);
    }
    const named = explanation.byLikedItem.map(({ likedItemId }) => likedItemId).filter((id) => id !== null);
    expect(named.length).toBeGreaterThan(0);
    for (const itemId of named) expect(liked).toContain(itemId);
  });

  it('needs an item of the catalogue', async () => {
    await expect(recommender.explain('user-0', 'nothing')).rejects.toMatchObject({ code: 'UNKNOWN_ITEM' });
  });
});

describe('predictRating', () => {
  it('is personal: it has learned who is strict, and what anybody would say', async () => {
    // People with even numbers give two stars more than the others, whatever the product.
    const interactions = shop.interactions.map(({ userId, itemId, timestamp }, row) => ({
      userId,
      itemId,
      timestamp: timestamp!,
      rating: (Number(userId.slice('user-'.length)) % 2 === 0 ? 4 : 2) + (row % 2),
    }));
    const own = make({ training: { epochs: 30, learningRate: 0.01 }, split: { kind: 'random' } });
    await own.fit(new InMemorySource({ interactions, items: shop.items }));
    const expected = async (userIds: readonly (string | undefined)[]) => {
      const inputs = userIds.map((userId) => ({ itemId: 'item-1', ...(userId && { userId }) }));
      const predicted = await own.predictRatings(inputs);
      return predicted.reduce((sum, { expectedRating }) => sum + expectedRating, 0) / inputs.length;
    };
    const mild = await expected(Array.from({ length: 30 }, (_, user) => `user-${2 * user}`));
    const strict = await expected(Array.from({ length: 30 }, (_, user) => `user-${2 * user + 1}`));
    const unknown = await expected([undefined]);
    expect(mild - strict).toBeGreaterThan(1);
    expect(unknown).toBeGreaterThan(strict + 0.2);
    expect(unknown).toBeLessThan(mild - 0.2);
    await own.dispose();
  });

  it('names what it has gone by', async () => {
    const { modalities } = await recommender.predictRating({ userId: 'user-1', itemId: 'item-1' });
    expect(modalities).toEqual(['content', 'reviews', 'image', 'user']);
  });

  it('predicts for somebody unknown as for anybody', async () => {
    const { modalities, expectedRating } = await recommender.predictRating({ itemId: 'item-1' });
    expect(modalities).toEqual(['content', 'reviews', 'image']);
    const other = await recommender.predictRating({ userId: 'nobody', itemId: 'item-1' });
    expect(other.expectedRating).toBe(expectedRating);
  });

  it('does not read reviews, and needs an item that it knows', async () => {
    const ask = (input: object) => recommender.predictRating(input);
    await expect(ask({ itemId: 'item-1', text: 'wonderful' })).rejects.toMatchObject({
      code: 'INVALID_OPTIONS',
    });
    await expect(ask({ userId: 'user-1' })).rejects.toMatchObject({ code: 'NO_INPUT' });
    await expect(ask({ itemId: 'item-99' })).rejects.toMatchObject({ code: 'UNKNOWN_ITEM' });
  });
});

describe('upsertItems, save and load', () => {
  it('puts a new product to work at once, and keeps it', async () => {
    const own = await make().fit(shop.source);
    const fresh = [shop.newItem('new-boot', 'boot'), shop.newItem('new-lamp', 'lamp')];
    expect(await own.upsertItems(fresh)).toEqual({ added: 2, updated: 0, imageFailures: [] });
    const whom = { liked: ['item-1', 'item-5', 'item-9'] };
    const shown = await own.recommend(whom, { k: 50, filter: ({ itemId }) => itemId.startsWith('new-') });
    expect(shown.items.map(({ itemId }) => itemId)).toEqual(['new-boot', 'new-lamp']);
    const { items } = await own.recommend({ liked: ['new-lamp'] }, { k: 5 });
    expect(kindsOf(items).filter((kind) => kind === 'lamp').length).toBeGreaterThanOrEqual(4);
    expect((await own.similarItems('new-boot', { k: 3 })).map(({ itemId }) => shop.thingOf(itemId))).toEqual(
      Array(3).fill('boot'),
    );
    const rated = await own.predictRating({ userId: 'user-4', itemId: 'new-boot' });
    expect(rated.modalities).toEqual(['content', 'image', 'user']);

    const directory = join(folder, 'saved');
    await own.save(directory);
    const loaded = await MultimodalRecommender.load(directory, { cacheDirectory: join(folder, 'cache') });
    // Pictures that were given as bytes are not saved.
    const bare = (list: readonly Recommendation[]) =>
      list.map(({ item: { image, ...item }, ...rest }) => ({ ...rest, item }));
    for (const asked of ['user-7', whom]) {
      const lists = await Promise.all([own, loaded].map((one) => one.recommend(asked, { k: 9 })));
      expect(bare(lists[1]!.items)).toEqual(bare(lists[0]!.items));
    }
    expect(bare(await loaded.search({ text: 'boot' }, { k: 9 }))).toEqual(
      bare(await own.search({ text: 'boot' }, { k: 9 })),
    );
    expect(await loaded.predictRating({ userId: 'user-4', itemId: 'new-boot' })).toEqual(rated);
    expect(await loaded.explain(whom, 'new-boot')).toEqual(await own.explain(whom, 'new-boot'));
    await expect(loaded.evaluate()).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await expect(loaded.evaluateRanking()).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await loaded.upsertItems([shop.newItem('newer-watch', 'watch')]);
    expect((await loaded.similarItems('newer-watch', { k: 1 }))[0]!.itemId).toMatch(/^item-/);
    await loaded.dispose();
    await own.dispose();
  });

  it('replaces contents, and lists pictures that cannot be had', async () => {
    const own = await make({ imageEncoder: new ColorTextureImageEncoder() }).fit(shop.source);
    const changed = { ...shop.newItem('item-0', 'lamp'), image: Buffer.from('no picture') };
    const summary = await own.upsertItems([changed, { itemId: 'bare' }]);
    expect(summary).toMatchObject({ added: 1, updated: 1 });
    expect(summary.imageFailures).toHaveLength(1);
    expect((await own.search({ text: changed.title! }, { k: 48 })).map(({ itemId }) => itemId)).toContain(
      'item-0',
    );
    const [best] = await own.similarItems('item-0', { k: 1 });
    expect(shop.thingOf(best!.itemId)).toBe('lamp');
    expect((await own.recommend('user-1', { k: 100 })).items.map(({ itemId }) => itemId)).toContain('bare');
    await own.dispose();
  });
});

describe('evaluate', () => {
  it('reports ratings and rankings, and leaves the recommender as it was', async () => {
    const before = await recommender.recommend('user-2', { k: 10 });
    const report = await recommender.evaluate({ resamples: 50 });
    const names = report.ranking!.contenders.map(({ name }) => name);
    expect(names).toEqual([
      'HybridRanker',
      'PopularityRanker',
      'ContentKnnRanker',
      'GraphFilterRanker',
      'EaseRanker',
    ]);
    const recall = (name: string) =>
      report.ranking!.contenders.find((one) => one.name === name)!.lists[0]!.metrics.recall.value;
    expect(recall('HybridRanker')).toBeGreaterThan(recall('PopularityRanker'));
    expect(report.evaluation.contenders.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['model', 'user+item bias', 'content only', 'reviews only', 'user only']),
    );
    expect(report.split.kind).toBe('global-temporal');
    expect(renderText(report)).toContain('HybridRanker');
    expect(await recommender.recommend('user-2', { k: 10 })).toEqual(before);
  });

  it('is the same for the same seed', async () => {
    const run = async () => {
      const one = await make({ seed: 11 }).fit(shop.source);
      const report = renderJson(await one.evaluate({ resamples: 20, ablation: false }));
      await one.dispose();
      return report;
    };
    expect(await run()).toBe(await run());
  });
});

describe('other data', () => {
  const plain = shop.interactions.map(({ userId, itemId, timestamp }) => ({
    userId,
    itemId,
    timestamp: timestamp!,
    rating: 5,
  }));

  it('recommends from clicks alone: no ratings, no encoders, no item records', async () => {
    const own = make({
      textEncoder: null,
      imageEncoder: null,
      preference: { predictRatings: false },
    });
    await own.fit(new InMemorySource({ interactions: plain, items: [] }));
    const { items } = await own.recommend('user-3', { k: 3 });
    expect(kindsOf(items).filter((kind) => kind === shop.tasteOf('user-3')).length).toBeGreaterThanOrEqual(2);
    await expect(own.predictRating({ itemId: 'item-1' })).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await expect(own.evaluate()).rejects.toMatchObject({ code: 'NOT_FITTED' });
    expect((await own.evaluateRanking({ resamples: 10 })).contenders.length).toBeGreaterThan(1);
    await own.dispose();
  });

  it('counts repeated and future interactions instead of learning from them', async () => {
    const extra = [
      {
        ...shop.interactions[0]!,
        timestamp: shop.interactions[0]!.timestamp! - 1,
        rating: 1,
        text: 'before',
      },
      { ...shop.interactions[1]!, itemId: 'item-47', timestamp: Date.now() + 1e9 },
    ];
    const own = make({ preference: { predictRatings: false } });
    await own.fit(new InMemorySource({ interactions: [...shop.interactions, ...extra], items: shop.items }));
    const { items, available } = await own.recommend('user-0', { k: 1 });
    expect(items).toHaveLength(1);
    expect(available).toBe(48 - seenBy('user-0').size);
    await own.dispose();
  });

  it('refuses item texts that give the answer away, unless told to', async () => {
    const said = new Map(shop.interactions.map(({ itemId, text }) => [itemId, text!]));
    const itemText = ({ itemId }: { itemId: string }) => `${itemId} ${said.get(itemId) ?? ''}`;
    await expect(make({ preference: { itemText } }).fit(shop.source)).rejects.toMatchObject({ code: 'LEAK' });
    const own = make({ preference: { itemText, allowLeaks: ['target-text', 'test-text'] } });
    await own.fit(shop.source);
    const { notes } = await own.evaluate({ resamples: 10, ablation: false });
    expect(notes.join(' ')).toContain('target-text');
    await own.dispose();
  });

  it('has no recommendations in the review task', async () => {
    const own = await make({ task: 'review' }).fit(shop.source);
    await expect(own.recommend('user-1')).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await expect(own.evaluateRanking()).rejects.toMatchObject({ code: 'NOT_FITTED' });
    await own.dispose();
  });
});
