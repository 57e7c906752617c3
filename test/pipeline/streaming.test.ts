import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ColorTextureImageEncoder,
  MemoryEmbeddingStore,
  MlpClassifierHead,
  MultimodalRecommender,
  type RecommenderOptions,
  renderJson,
} from 'multimodal-recommender';
import { FakeTextEncoder, tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streaming-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(options: RecommenderOptions) {
  await using recommender = new MultimodalRecommender({
    textEncoder: new FakeTextEncoder(),
    imageEncoder: new ColorTextureImageEncoder(),
    head: new MlpClassifierHead({ hidden: [32], dropout: [0.2] }),
    training: { epochs: 6 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });
  await recommender.fit(tinyDataset({ rows: 200, items: 30, seed: 3 }).source);
  const report = renderJson(await recommender.evaluate({ resamples: 50 }));
  return { report, prediction: await recommender.predictRating({ text: 'great' }) };
}

describe('streamEmbeddings', () => {
  it('comes to the same model and report as embeddings in memory', async () => {
    const inMemory = await run({});
    expect(await run({ streamEmbeddings: true })).toEqual(inMemory);
    // The store is closed by then: the next one can be opened and finds everything.
    expect(await run({ streamEmbeddings: true })).toEqual(inMemory);
    expect(await run({ streamEmbeddings: true, embeddingStore: new MemoryEmbeddingStore() })).toEqual(
      inMemory,
    );
  });

  it.each<[string, RecommenderOptions]>([
    ['the preference task', { task: 'preference' }],
    ['no store', { embeddingStore: null }],
  ])('refuses %s', (_, options) => {
    expect(() => new MultimodalRecommender({ streamEmbeddings: true, ...options })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});
