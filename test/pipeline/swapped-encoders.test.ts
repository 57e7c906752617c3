import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AdaptedEncoder,
  embedTexts,
  fromLangChain,
  InMemorySource,
  MlpClassifierHead,
  MultimodalRecommender,
  PrecomputedEncoder,
  type RecommenderOptions,
  readEmbeddings,
  TfidfTextEncoder,
  writeEmbeddings,
} from 'multimodal-recommender';
import { FakeTextEncoder, tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const { interactions, items } = tinyDataset({ rows: 300, items: 30, seed: 3 });
// Whoever has precomputed vectors need not have the pictures.
const source = () => new InMemorySource({ interactions });
const itemIds = items.map(({ itemId }) => itemId);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'swapped-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const make = (options: RecommenderOptions) =>
  new MultimodalRecommender({
    head: new MlpClassifierHead({ hidden: [32], dropout: [0.1] }),
    training: { epochs: 10 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });

/** Mean rating and number of ratings of an item: what an image would have to show. */
function vectorsOf(ids: readonly string[]) {
  const rows = ids.map((id) =>
    interactions.filter(({ itemId }) => itemId === id).map(({ rating }) => rating),
  );
  const data = rows.flatMap((ratings) => [
    ratings.reduce((a, b) => a + b, 0) / (ratings.length || 1),
    ratings.length,
  ]);
  return { ids, matrix: { data: Float32Array.from(data), rows: ids.length, dimensions: 2 } };
}

describe('vectors of items', () => {
  it('take the place of pictures; items without a vector are counted', async () => {
    const path = join(folder, 'items.parquet');
    await writeEmbeddings(path, vectorsOf(itemIds.slice(3)));
    const imageEncoder = new PrecomputedEncoder({ embeddings: path, key: 'itemId' });
    const recommender = make({ textEncoder: null, imageEncoder });
    await recommender.fit(source());
    const report = await recommender.evaluate({ resamples: 50, ablation: false });
    expect(report.images).toMatchObject({
      requested: 30,
      available: 27,
      failuresByReason: { NO_EMBEDDING: 3 },
    });
    expect(report.dataset.rows).toBeLessThan(300);

    const inputs = itemIds.slice(3, 9).map((itemId) => ({ itemId }));
    const expected = await recommender.predictRatings(inputs);
    await expect(recommender.predictRating({ itemId: itemIds[0]! })).rejects.toMatchObject({
      code: 'NO_INPUT',
      message: expect.stringMatching(/an itemId that the image encoder knows/),
    });
    await recommender.save(join(folder, 'by-item'));
    const loaded = await MultimodalRecommender.load(join(folder, 'by-item'));
    expect(await loaded.predictRatings(inputs)).toEqual(expected);

    await writeEmbeddings(path, vectorsOf(itemIds.slice(4)));
    const stale = await MultimodalRecommender.load(join(folder, 'by-item'));
    await expect(stale.predictRatings(inputs)).rejects.toMatchObject({ code: 'PLUGIN_MISMATCH' });
  });

  it('must exist for some item', async () => {
    const imageEncoder = new PrecomputedEncoder({ embeddings: vectorsOf(['someone else’s']), key: 'itemId' });
    await expect(make({ textEncoder: null, imageEncoder }).fit(source())).rejects.toMatchObject({
      code: 'ALL_IMAGES_FAILED',
      message: expect.stringMatching(/NO_EMBEDDING: 30/),
    });
  });
});

describe('vectors of texts', () => {
  it('exported by embedTexts give the model that the encoder itself gives', async () => {
    const path = join(folder, 'texts.safetensors');
    const texts = [...new Set(interactions.map(({ text }) => text!))];
    await writeEmbeddings(path, { ids: texts, matrix: await embedTexts(new FakeTextEncoder(), texts) });
    const predictions = [];
    for (const textEncoder of [new FakeTextEncoder(), new PrecomputedEncoder<string>({ embeddings: path })]) {
      const recommender = make({ textEncoder, imageEncoder: null });
      await recommender.fit(source());
      predictions.push(await recommender.predictRatings(texts.slice(0, 5).map((text) => ({ text }))));
    }
    expect(predictions[1]).toEqual(predictions[0]);
  });

  it('must exist for every text', async () => {
    const { ids, matrix } = vectorsOf(['only this']);
    const textEncoder = new PrecomputedEncoder<string>({ embeddings: { ids, matrix } });
    await expect(make({ textEncoder, imageEncoder: null }).fit(source())).rejects.toMatchObject({
      code: 'NO_EMBEDDING',
      message: expect.stringMatching(/the review of row \d+/),
    });
  });

  it('in memory must be handed over to load again', async () => {
    const texts = [...new Set(interactions.map(({ text }) => text!))];
    const embeddings = { ids: texts, matrix: await embedTexts(new FakeTextEncoder(), texts) };
    const textEncoder = () => new PrecomputedEncoder<string>({ embeddings });
    const recommender = make({ textEncoder: textEncoder(), imageEncoder: null });
    await recommender.fit(source());
    const directory = join(folder, 'by-text');
    await recommender.save(directory);
    await expect(MultimodalRecommender.load(directory)).rejects.toMatchObject({
      code: 'PLUGIN_MISMATCH',
      message: expect.stringMatching(/options could not be saved.*textEncoder: \.\.\./),
    });
    const loaded = await MultimodalRecommender.load(directory, { textEncoder: textEncoder() });
    const input = { text: texts[0]! };
    expect(await loaded.predictRating(input)).toEqual(await recommender.predictRating(input));
  });
});

describe('an adapted encoder', () => {
  it('gets the ratings of the training rows, and comes back with its inner encoder', async () => {
    const textEncoder = new AdaptedEncoder(new TfidfTextEncoder({ dimensions: 16 }), { kind: 'supervised' });
    const recommender = make({ textEncoder, imageEncoder: null, training: { epochs: 30 } });
    await recommender.fit(source());
    expect(textEncoder.dimensions).toBeLessThanOrEqual(4);
    const { evaluation } = await recommender.evaluate({ resamples: 50, ablation: false });
    const accuracy = Object.fromEntries(evaluation.contenders.map((one) => [one.name, one.metrics.accuracy]));
    expect(accuracy.model!).toBeGreaterThan(accuracy.majority!);

    const directory = join(folder, 'adapted');
    await recommender.save(directory);
    const loaded = await MultimodalRecommender.load(directory);
    const input = { text: interactions[0]!.text! };
    expect(await loaded.predictRating(input)).toEqual(await recommender.predictRating(input));
  });

  it('around one that cannot be made again must be handed over whole', async () => {
    const embed = async (texts: string[]) => texts.map((text) => [text.length, text.split(' ').length]);
    const textEncoder = () =>
      new AdaptedEncoder(fromLangChain({ embedDocuments: embed }, { identity: 'lengths' }), { whiten: true });
    const recommender = make({ textEncoder: textEncoder(), imageEncoder: null });
    await recommender.fit(source());
    const directory = join(folder, 'around');
    await recommender.save(directory);
    await expect(MultimodalRecommender.load(directory)).rejects.toMatchObject({ code: 'PLUGIN_MISMATCH' });
    const loaded = await MultimodalRecommender.load(directory, { textEncoder: textEncoder() });
    const input = { text: interactions[0]!.text! };
    expect(await loaded.predictRating(input)).toEqual(await recommender.predictRating(input));
  });

  it('of embeddings from a file reads them back', async () => {
    const path = join(folder, 'again.npy');
    const keyed = vectorsOf(itemIds);
    await writeEmbeddings(path, keyed);
    expect(await readEmbeddings(path)).toEqual(keyed);
    const imageEncoder = new AdaptedEncoder(new PrecomputedEncoder({ embeddings: path, key: 'itemId' }), {
      whiten: true,
    });
    const recommender = make({ textEncoder: null, imageEncoder });
    await recommender.fit(source());
    expect((await recommender.predictRating({ itemId: itemIds[0]! })).modalities).toEqual(['image']);
  });
});
