import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdaptedEncoder,
  ColorTextureImageEncoder,
  type ImageEncoder,
  InMemorySource,
  type Interaction,
  type Item,
  MlpClassifierHead,
  MultimodalRecommender,
  type RecommenderOptions,
} from 'multimodal-recommender';
import { encodePng } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pictures-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const SIDE = 16;
/** One colour below a line of another one, so that all pictures differ. */
function picture(colour: readonly number[], mark: number): Uint8Array {
  return encodePng(SIDE, SIDE, 3, (_, y) => (y === 0 ? [mark, mark, mark] : colour));
}
const GREEN = [30, 200, 40] as const;
const RED = [220, 30, 30] as const;

/** What is good shows in the second picture only; the last items have none; the first says nothing. */
const good = (item: number) => item % 2 === 0;
const items: Item[] = Array.from({ length: 40 }, (_, item) => ({
  itemId: `i${item}`,
  image: picture(item % 4 < 2 ? GREEN : RED, 200 + item),
  ...(item < 38 && { moreImages: [picture(good(item) ? GREEN : RED, item)] }),
}));
const interactions: Interaction[] = Array.from({ length: 400 }, (_, row) => ({
  userId: `u${row}`,
  itemId: `i${row % 40}`,
  rating: good(row % 40) ? 5 : 1,
}));

const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    textEncoder: null,
    imageEncoder: new ColorTextureImageEncoder(),
    imagesPerItem: 2,
    head: new MlpClassifierHead({ hidden: [16], dropout: [0.1] }),
    training: { epochs: 30, learningRate: 0.01, modalityDropout: 0 },
    // No item on two sides: it is the picture that must be understood.
    split: { kind: 'group-by-item' },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });

describe('several pictures per item', () => {
  it.each<[string, () => ImageEncoder]>([
    ['an encoder that does not learn', () => new ColorTextureImageEncoder()],
    ['one that learns', () => new AdaptedEncoder(new ColorTextureImageEncoder(), { dimensions: 8 })],
  ])('are modalities of their own: %s', async (name, imageEncoder) => {
    const accuracy: number[] = [];
    for (const imagesPerItem of [1, 2]) {
      await using recommender = make({ imagesPerItem, imageEncoder: imageEncoder() });
      await recommender.fit(new InMemorySource({ interactions, items }));
      const report = await recommender.evaluate({ resamples: 20, ablation: false });
      accuracy.push(report.evaluation.contenders[0]!.metrics.accuracy);
      if (imagesPerItem === 1) continue;
      expect(report.model.modalities.map((one) => [one.name, one.encoder, one.rowsPresent])).toEqual([
        ['image', imageEncoder().name, 400],
        ['image 2', imageEncoder().name, 380],
      ]);
      expect(report.images!.available).toBe(78);
      const ask = (from: MultimodalRecommender) =>
        from.predictRatings([
          { image: picture(RED, 177), moreImages: [picture(GREEN, 77)] },
          { image: picture(RED, 177), moreImages: [picture(RED, 77)] },
          { image: picture(RED, 177) },
        ]);
      const answers = await ask(recommender);
      expect(answers.map(({ modalities }) => modalities)).toEqual([
        ['image', 'image 2'],
        ['image', 'image 2'],
        ['image'],
      ]);
      expect(answers[0]!.stars).toBe(5);
      expect(answers[1]!.stars).toBe(1);
      await recommender.save(join(folder, name));
      await using loaded = await MultimodalRecommender.load(join(folder, name));
      expect(await ask(loaded)).toEqual(answers);
    }
    expect(accuracy[0]).toBeLessThan(0.7);
    expect(accuracy[1]).toBeGreaterThan(0.8);
  });

  it.each<[string, RecommenderOptions]>([
    ['half a picture', { imagesPerItem: 0.5 }],
    ['the preference task', { task: 'preference' }],
  ])('refuse %s', (_, options) => {
    expect(() => make(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  });
});
