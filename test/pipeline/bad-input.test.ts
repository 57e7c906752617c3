import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AmazonReviewsSource,
  ColorTextureImageEncoder,
  type EmbeddingMatrix,
  InMemorySource,
  type Interaction,
  MlpClassifierHead,
  MultimodalRecommender,
  type RecommenderOptions,
  type TextEncoder,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { FakeTextEncoder, tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-input-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    textEncoder: new FakeTextEncoder(),
    imageEncoder: null,
    head: new MlpClassifierHead({ hidden: [16], dropout: [0.1] }),
    training: { epochs: 2 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });
const source = (interactions: readonly Partial<Interaction>[]) =>
  new InMemorySource({
    interactions: interactions.map((one, index) => ({
      userId: `u${index}`,
      itemId: 'i',
      rating: 1 + (index % 5),
      text: `text ${index}`,
      ...one,
    })),
    items: [{ itemId: 'i', title: 'an item' }],
  });
const rows = (count: number, change: (index: number) => Partial<Interaction> = () => ({})) =>
  source(Array.from({ length: count }, (_, index) => change(index)));

describe('data', () => {
  it('missing file: SOURCE_NOT_FOUND', async () => {
    const missing = join(folder, 'nowhere.jsonl');
    const amazon = new AmazonReviewsSource({ reviews: missing, metadata: missing });
    await expect(make().fit(amazon)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
      message: expect.stringContaining(missing),
    });
  });

  it('empty file: SOURCE_EMPTY', async () => {
    const empty = join(folder, 'empty.jsonl');
    await writeFile(empty, '');
    const amazon = new AmazonReviewsSource({ reviews: empty, metadata: empty });
    await expect(make().fit(amazon)).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
    await expect(make().fit(source([]))).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
  });

  it('no rows after the join: NO_ROWS with the reasons', async () => {
    await expect(make().fit(rows(30, () => ({ itemId: 'elsewhere' })))).rejects.toMatchObject({
      code: 'NO_ROWS',
      message: expect.stringContaining('ITEM_NOT_FOUND'),
    });
  });

  it('ratings outside the scale or not numbers: counted', async () => {
    const odd = [0, 6, 2.5, Number.NaN, 'five' as unknown as number];
    const recommender = make();
    await recommender.fit(rows(100, (index) => (index < odd.length ? { rating: odd[index]! } : {})));
    const { dataset } = await recommender.evaluate({ resamples: 20 });
    expect(dataset.rows).toBe(95);
    expect(dataset.droppedInteractions).toEqual({ RATING_OFF_SCALE: 3, RATING_NOT_A_NUMBER: 2 });
    await recommender.dispose();
  });

  it('no row that the encoders can read: NO_ROWS with the reason', async () => {
    const imagesOnly = make({ textEncoder: null, imageEncoder: new ColorTextureImageEncoder() });
    await expect(imagesOnly.fit(rows(60))).rejects.toMatchObject({
      code: 'NO_ROWS',
      message: expect.stringMatching(/NO_USABLE_MODALITY.*Add the encoder/),
    });
  });

  it('one class only: ONE_CLASS', async () => {
    await expect(make().fit(rows(50, () => ({ rating: 4 })))).rejects.toMatchObject({ code: 'ONE_CLASS' });
  });

  it('fewer rows than classes: TOO_FEW_ROWS', async () => {
    await expect(make().fit(rows(4))).rejects.toMatchObject({ code: 'TOO_FEW_ROWS' });
  });

  it('all images failed: ALL_IMAGES_FAILED with the reasons', async () => {
    const { interactions, items } = tinyDataset({ rows: 60 });
    const broken = new InMemorySource({
      interactions,
      items: items.map((item) => ({ ...item, image: new Uint8Array([1, 2, 3]) })),
    });
    await expect(make({ imageEncoder: new ColorTextureImageEncoder() }).fit(broken)).rejects.toMatchObject({
      code: 'ALL_IMAGES_FAILED',
      message: expect.stringContaining('NOT_AN_IMAGE'),
    });
  });

  it('some images failed: counted, absent, never zero vectors', async () => {
    const { interactions, items } = tinyDataset({ rows: 200, items: 20 });
    const halfBroken = new InMemorySource({
      interactions,
      items: items.map((item, index) => (index < 5 ? { ...item, image: new Uint8Array([index]) } : item)),
    });
    const recommender = make({ imageEncoder: new ColorTextureImageEncoder() });
    await recommender.fit(halfBroken);
    const report = await recommender.evaluate({ ablation: false, resamples: 20 });
    expect(report.images).toMatchObject({ failed: 5, failuresByReason: { NOT_AN_IMAGE: 5 } });
    expect(report.model.modalities[1]!.rowsPresent).toBeLessThan(report.model.modalities[0]!.rowsPresent);
    await recommender.dispose();
  });
});

/** Answers what a test wants, with the fake encoder's identity. */
class OddEncoder extends FakeTextEncoder implements TextEncoder {
  constructor(readonly change: (matrix: EmbeddingMatrix) => EmbeddingMatrix) {
    super();
  }
  override async encode(texts: readonly string[]): Promise<EmbeddingMatrix> {
    return this.change(await super.encode(texts));
  }
}

describe('plug-ins', () => {
  it('NaN in an embedding: INVALID_EMBEDDING', async () => {
    const textEncoder = new OddEncoder(({ data, ...shape }) => ({ data: data.fill(Number.NaN), ...shape }));
    await expect(make({ textEncoder }).fit(rows(60))).rejects.toMatchObject({ code: 'INVALID_EMBEDDING' });
  });

  it('wrong dimension: DIMENSION_MISMATCH', async () => {
    const textEncoder = new OddEncoder(({ rows }) => ({
      data: new Float32Array(rows * 3),
      rows,
      dimensions: 3,
    }));
    await expect(make({ textEncoder }).fit(rows(60))).rejects.toMatchObject({ code: 'DIMENSION_MISMATCH' });
  });

  it('a failing encoder leaves the object not fitted', async () => {
    const recommender = make();
    await recommender.fit(rows(60));
    await expect(recommender.fit(source([]))).rejects.toMatchObject({ code: 'SOURCE_EMPTY' });
    await expect(recommender.predictRating({ text: 'x' })).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });

  it('impossible configurations: INVALID_OPTIONS', () => {
    const wrong: RecommenderOptions[] = [
      { textEncoder: null, imageEncoder: null },
      { scale: { min: 5, max: 1, step: 1 } },
      { scale: { min: 1, max: 5, step: 0.3 } },
      { seed: 0.5 },
      { encoder: new FakeTextEncoder() } as RecommenderOptions,
      { training: { epochs: -1 } },
      { training: { epoch: 3 } as RecommenderOptions['training'] },
      { images: { limit: -1 } },
      { split: { kind: 'by chance' } as unknown as RecommenderOptions['split'] },
      { dataset: { sample: { kind: 'first', size: 0 } } },
      { textEncoder: { ...new FakeTextEncoder(), specVersion: 2 } as unknown as TextEncoder },
    ];
    for (const options of wrong) {
      expect(() => make(options), JSON.stringify(options)).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });
});

describe('before fit', () => {
  it('every call raises NOT_FITTED', async () => {
    const recommender = make();
    const calls = [
      () => recommender.predictRating({ text: 'x' }),
      () => recommender.predictRatings([{ text: 'x' }]),
      () => recommender.evaluate(),
      () => recommender.save(join(folder, 'unfitted')),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });
});

describe('abort', () => {
  it.each(['read-interactions', 'embed', 'train'])('during %s rejects with ABORTED', async (stage) => {
    const stop = new AbortController();
    const recommender = make({ cacheDirectory: join(folder, `abort-${stage}`), embeddingStore: null });
    const fitting = recommender.fit(rows(400), {
      signal: stop.signal,
      onProgress: (event) => {
        if (event.stage === stage) stop.abort(new Error('enough'));
      },
    });
    await expect(fitting).rejects.toMatchObject({ code: 'ABORTED', cause: { message: 'enough' } });
    await expect(recommender.predictRating({ text: 'x' })).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });

  it('before the start rejects with ABORTED', async () => {
    await expect(make().fit(rows(60), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('a saved model', () => {
  const saved = async (name: string, options: RecommenderOptions = {}) => {
    const directory = join(folder, name);
    const recommender = make(options);
    await recommender.fit(rows(60));
    await recommender.save(directory);
    await recommender.dispose();
    return directory;
  };
  const plugIns = () => ({ textEncoder: new FakeTextEncoder() });

  it('with a plug-in of its own must be given it: PLUGIN_MISMATCH', async () => {
    const directory = await saved('plug-in');
    await expect(MultimodalRecommender.load(directory)).rejects.toMatchObject({
      code: 'PLUGIN_MISMATCH',
      message: expect.stringContaining('load(directory, { textEncoder: ... })'),
    });
    const recommender = await MultimodalRecommender.load(directory, plugIns());
    expect((await recommender.predictRating({ text: 'x' })).modalities).toEqual(['review']);
    await expect(recommender.evaluate()).rejects.toMatchObject({ code: 'NOT_FITTED' });
  });

  it('refuses an encoder that gives other vectors: PLUGIN_MISMATCH', async () => {
    const directory = await saved('other-encoder');
    const recommender = await MultimodalRecommender.load(directory, {
      textEncoder: new FakeTextEncoder({ dimensions: 9 }),
    });
    await expect(recommender.predictRating({ text: 'x' })).rejects.toMatchObject({ code: 'PLUGIN_MISMATCH' });
  });

  it('is missing, cut or changed: SAVE_CORRUPT', async () => {
    await expect(MultimodalRecommender.load(join(folder, 'nothing'))).rejects.toMatchObject({
      code: 'SAVE_CORRUPT',
    });
    const damage: [string, (content: Buffer) => Buffer][] = [
      ['.safetensors', (content) => content.subarray(0, content.length / 2)],
      [
        '.safetensors',
        (content) => Buffer.concat([content.subarray(0, -1), Buffer.from([content.at(-1)! ^ 1])]),
      ],
      ['manifest.json', (content) => content.subarray(0, content.length / 2)],
      ['manifest.json', () => Buffer.from('{"format":"something else"}')],
    ];
    for (const [index, [ending, change]] of damage.entries()) {
      const directory = await saved(`damaged-${index}`);
      const file = (await readdir(directory)).find((name) => name.endsWith(ending))!;
      await writeFile(join(directory, file), change(await readFile(join(directory, file))));
      await expect(MultimodalRecommender.load(directory, plugIns()), file).rejects.toMatchObject({
        code: 'SAVE_CORRUPT',
      });
    }
  });

  it('names a file outside its folder: SAVE_CORRUPT', async () => {
    const directory = await saved('outside');
    const path = join(directory, 'manifest.json');
    const text = await readFile(path, 'utf8');
    const weights = (JSON.parse(text) as { weights: string }).weights;
    await writeFile(path, text.replaceAll(weights, `../${weights}`));
    await expect(MultimodalRecommender.load(directory, plugIns())).rejects.toMatchObject({
      code: 'SAVE_CORRUPT',
    });
  });

  it('leaves files alone that are not its own', async () => {
    const directory = await saved('shared-folder');
    await writeFile(join(directory, 'bert.safetensors'), 'somebody else');
    await saved('shared-folder', { seed: 9 });
    expect(await readFile(join(directory, 'bert.safetensors'), 'utf8')).toBe('somebody else');
  });

  it('cannot be made of an encoder that learns and cannot save: PLUGIN_MISMATCH', async () => {
    class Learning extends FakeTextEncoder {
      async fit(): Promise<void> {}
    }
    const recommender = make({ textEncoder: new Learning() });
    await recommender.fit(rows(60));
    await expect(recommender.save(join(folder, 'learning'))).rejects.toMatchObject({
      code: 'PLUGIN_MISMATCH',
      message: expect.stringContaining('saveState'),
    });
  });

  it('or of an encoder that was fitted for another model since: PLUGIN_MISMATCH', async () => {
    const textEncoder = new TfidfTextEncoder({ dimensions: 8, minDf: 1 });
    const first = make({ textEncoder });
    await first.fit(rows(60));
    const second = make({ textEncoder });
    await second.fit(rows(90, (index) => ({ text: `other words ${index % 7}` })));
    await expect(first.save(join(folder, 'fitted-since'))).rejects.toMatchObject({ code: 'PLUGIN_MISMATCH' });
    await expect(first.predictRating({ text: 'words' })).rejects.toMatchObject({ code: 'PLUGIN_MISMATCH' });
    await expect(second.predictRating({ text: 'words' })).resolves.toMatchObject({ modalities: ['review'] });
  });

  it('of a newer format: SAVE_VERSION', async () => {
    const directory = await saved('newer');
    const path = join(directory, 'manifest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"formatVersion": 1', '"formatVersion": 2'));
    await expect(MultimodalRecommender.load(directory, plugIns())).rejects.toMatchObject({
      code: 'SAVE_VERSION',
    });
  });

  it('is replaced by the next save, which leaves no old file', async () => {
    const directory = await saved('twice');
    const first = await readdir(directory);
    await saved('twice', { seed: 9 });
    const second = await readdir(directory);
    expect(second).toHaveLength(first.length);
    expect(second).not.toEqual(first);
    await expect(MultimodalRecommender.load(directory, plugIns())).resolves.toBeInstanceOf(
      MultimodalRecommender,
    );
  });
});
