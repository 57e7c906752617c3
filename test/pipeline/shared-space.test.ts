import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClipImageEncoder,
  ClipTextEncoder,
  ContentKnnRanker,
  embedImages,
  embedTexts,
  InMemorySource,
  MultimodalRecommender,
} from 'multimodal-recommender';
import { tinyShop } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cosine } from '../../src/ranking/item-similarity.js';
import { tinyModel } from '../encoders/transformers/models.js';

const shop = tinyShop({ users: 20, items: 16, perUser: 5 });
// Only every second item has a text, all but these have a picture: what is found without a text was found by its picture.
const items = shop.items.map(({ itemId, title, image }, index) =>
  index % 2 === 0 ? { itemId, title: title! } : { itemId, image: image! },
);
const pictured = items.filter((item) => 'image' in item).map(({ itemId }) => itemId);
const model = tinyModel('tiny-clip');
const TEXT = 'love the good boot';

let folder: string;
let recommender: MultimodalRecommender;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shared-space-'));
  recommender = await make(new ClipImageEncoder({ model })).fit(
    new InMemorySource({ interactions: shop.interactions, items }),
  );
});
afterAll(async () => {
  await recommender.dispose();
  await rm(folder, { recursive: true, force: true });
});

function make(imageEncoder: ClipImageEncoder) {
  return new MultimodalRecommender({
    task: 'preference',
    textEncoder: new ClipTextEncoder({ model }),
    imageEncoder,
    ranker: new ContentKnnRanker(),
    preference: { predictRatings: false, reviews: false },
    cacheDirectory: join(folder, 'cache'),
  });
}

const idsOf = (list: readonly { readonly itemId: string }[]) => list.map(({ itemId }) => itemId);

/** Items with a picture by how well it fits the text, best first. */
async function picturesByText(text: string): Promise<string[]> {
  const query = (await embedTexts(new ClipTextEncoder({ model }), [text])).data;
  const images = items.flatMap((item) => ('image' in item ? [item.image as Uint8Array] : []));
  const { data, dimensions } = await embedImages(new ClipImageEncoder({ model }), images);
  return pictured
    .map((itemId, row) => ({
      itemId,
      fit: cosine(query, data.subarray(row * dimensions, (row + 1) * dimensions)),
    }))
    .sort((left, right) => right.fit - left.fit)
    .map(({ itemId }) => itemId);
}

describe('encoders that share a space', () => {
  it('let a sentence find items by their pictures, in the order in which these fit', async () => {
    const found = await recommender.search({ text: TEXT }, { k: 16 });
    expect(found).toHaveLength(16);
    const byPicture = idsOf(found).filter((itemId) => pictured.includes(itemId));
    expect(byPicture).toEqual(await picturesByText(TEXT));
    // First places of both lists come first, by turns.
    expect(found[0]!.score).toBeCloseTo(1 / 61, 10);
    expect(found[1]!.score).toBeCloseTo(1 / 61, 10);
    expect(idsOf(found.slice(0, 2))).toContain(byPicture[0]);
  });

  it('still find a picture by a picture', async () => {
    const image = items[5]!.image!;
    const found = await recommender.similarItems({ image }, { k: 3 });
    expect(found[0]).toMatchObject({ itemId: items[5]!.itemId });
    expect(found[0]!.score).toBeCloseTo(1, 5);
    for (const itemId of idsOf(found)) expect(pictured).toContain(itemId);
  });

  it('do so after a save and a load', async () => {
    await recommender.save(join(folder, 'saved'));
    const loaded = await MultimodalRecommender.load(join(folder, 'saved'), {
      cacheDirectory: join(folder, 'cache'),
    });
    const search = async (one: MultimodalRecommender) =>
      (await one.search({ text: TEXT }, { k: 16 })).map(({ itemId, score }) => [itemId, score]);
    expect(await search(loaded)).toEqual(await search(recommender));
    const image = items[7]!.image!;
    expect(idsOf(await loaded.similarItems({ image }, { k: 4 }))).toEqual(
      idsOf(await recommender.similarItems({ image }, { k: 4 })),
    );
    await loaded.dispose();
  });
});

describe('encoders that share none', () => {
  it('keep a sentence to the texts', async () => {
    class OtherImageEncoder extends ClipImageEncoder {
      override readonly space = 'of its own';
    }
    const apart = await make(new OtherImageEncoder({ model })).fit(
      new InMemorySource({ interactions: shop.interactions, items }),
    );
    const found = idsOf(await apart.search({ text: TEXT }, { k: 16 }));
    expect(found).toHaveLength(8);
    for (const itemId of found) expect(pictured).not.toContain(itemId);
    await apart.dispose();
  });
});
