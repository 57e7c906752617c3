import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  InMemorySource,
  type Interaction,
  type Item,
  MlpClassifierHead,
  MultimodalRecommender,
  type RecommenderOptions,
  TabularEncoder,
} from 'multimodal-recommender';
import { FakeTextEncoder } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'record-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ITEMS = 20;
const dear = (item: number) => item % 2 === 1;

/** Dear items are good, users mild or strict, and texts say nothing. */
function ratings(): { interactions: Interaction[]; items: Item[] } {
  const items = Array.from({ length: ITEMS }, (_, item) => ({
    itemId: `i${item}`,
    price: dear(item) ? 90 + item : 5 + item,
  }));
  const interactions = Array.from({ length: 600 }, (_, row) => {
    const [user, item] = [row % 30, (row * 7) % ITEMS];
    return {
      userId: `u${user}`,
      itemId: `i${item}`,
      rating: (dear(item) ? 4 : 2) + (user < 15 ? 1 : -1),
      text: `bought ${row}`,
    };
  });
  return { interactions, items };
}

const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    textEncoder: new FakeTextEncoder(),
    imageEncoder: null,
    recordEncoder: new TabularEncoder(),
    head: new MlpClassifierHead({ hidden: [16], dropout: [0.1] }),
    training: { epochs: 40, learningRate: 0.01 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });

describe('recordEncoder', () => {
  it('tells ratings that no text tells, also after save and load, and from what is given at prediction', async () => {
    const source = new InMemorySource(ratings());
    await using recommender = make();
    await recommender.fit(source);
    const { evaluation, model } = await recommender.evaluate({ resamples: 50 });
    expect(model.modalities.map(({ name, encoder }) => [name, encoder])).toEqual([
      ['review', 'FakeTextEncoder'],
      ['record', 'TabularEncoder'],
    ]);
    const accuracy = Object.fromEntries(
      evaluation.contenders.map(({ name, metrics }) => [name, metrics.accuracy]),
    );
    expect(accuracy.model!).toBeGreaterThan(0.85);
    expect(accuracy['review only']!).toBeLessThan(0.6);

    const ask = (from: MultimodalRecommender) =>
      from.predictRatings([
        { text: 'bought', userId: 'u3', itemId: 'i7', item: { price: 97 } },
        { text: 'bought', userId: 'u20', itemId: 'i8', item: { price: 13 } },
        { text: 'bought', userId: 'u3', item: { price: 93 } },
        { text: 'bought' },
      ]);
    const answers = await ask(recommender);
    expect(answers.map(({ stars }) => stars).slice(0, 2)).toEqual([5, 1]);
    expect(answers[2]!.expectedRating).toBeGreaterThan(3.5);
    expect(answers.map(({ modalities }) => modalities)).toEqual([
      ['review', 'record'],
      ['review', 'record'],
      ['review', 'record'],
      ['review'],
    ]);
    await recommender.save(join(folder, 'model'));
    await using loaded = await MultimodalRecommender.load(join(folder, 'model'), {
      textEncoder: new FakeTextEncoder(),
    });
    expect(await ask(loaded)).toEqual(answers);
  });

  it('belongs to the review task', () => {
    expect(() => make({ task: 'preference' })).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
