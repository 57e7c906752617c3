import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  ColorTextureImageEncoder,
  MlpClassifierHead,
  MultimodalRecommender,
  type ProgressEvent,
  type RecommenderOptions,
  renderJson,
  TfidfTextEncoder,
} from 'multimodal-recommender';
import { tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pipeline-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const make = (options: RecommenderOptions = {}) =>
  new MultimodalRecommender({
    textEncoder: new TfidfTextEncoder({ dimensions: 24 }),
    imageEncoder: new ColorTextureImageEncoder(),
    head: new MlpClassifierHead({ hidden: [64, 32], dropout: [0.2, 0.1] }),
    training: { epochs: 12 },
    cacheDirectory: join(folder, 'cache'),
    ...options,
  });
const data = () => tinyDataset({ rows: 400, items: 40, seed: 3 });

describe('the whole way', () => {
  it('learns from both modalities, and says so against the baselines', async () => {
    const recommender = make({ training: { epochs: 30 } });
    await recommender.fit(data().source);
    const report = await recommender.evaluate({ resamples: 200 });
    const accuracy = Object.fromEntries(
      report.evaluation.contenders.map((one) => [one.name, one.metrics.accuracy]),
    );
    expect(Object.keys(accuracy)).toEqual(
      expect.arrayContaining([
        'model',
        'majority',
        'mean',
        'user+item bias',
        'review only',
        'image only',
        'shuffled image',
      ]),
    );
    expect(accuracy.model!).toBeGreaterThan(accuracy.majority! + 0.15);
    expect(accuracy.model!).toBeGreaterThan(accuracy['shuffled image']!);
    expect(report.dataset.rows).toBe(report.split.train + report.split.validation + report.split.test);
    expect(report.evaluation.predictions).toHaveLength(report.split.test);
    await recommender.dispose();
  });

  it('gives the same report for the same seed, and another for another', async () => {
    const run = async (seed: number) => {
      const recommender = make({ seed });
      await recommender.fit(data().source);
      const report = renderJson(await recommender.evaluate({ resamples: 100 }));
      await recommender.dispose();
      return report;
    };
    const first = await run(7);
    expect(await run(7)).toBe(first);
    expect(await run(8)).not.toBe(first);
  });

  it('starts over on a second fit', async () => {
    const recommender = make();
    await recommender.fit(data().source);
    const before = await recommender.predictRating({ text: 'great' });
    await recommender.fit(tinyDataset({ rows: 200, seed: 9 }).source);
    expect(await recommender.predictRating({ text: 'great' })).not.toEqual(before);
    await recommender.fit(data().source);
    expect(await recommender.predictRating({ text: 'great' })).toEqual(before);
    await recommender.dispose();
  });

  it('works with one modality only', async () => {
    for (const only of [{ imageEncoder: null }, { textEncoder: null }]) {
      const recommender = make(only);
      await recommender.fit(data().source);
      const report = await recommender.evaluate({ resamples: 50 });
      expect(report.model.modalities).toHaveLength(1);
      expect(report.evaluation.contenders.some(({ kind }) => kind === 'ablation')).toBe(false);
      await recommender.dispose();
    }
  });

  it('reports progress of every stage, ending at its total', async () => {
    const last = new Map<string, ProgressEvent>();
    const recommender = make();
    await recommender.fit(data().source, { onProgress: (event) => last.set(event.stage, event) });
    for (const stage of [
      'read-interactions',
      'read-items',
      'download-images',
      'fit-encoder',
      'embed',
      'train',
    ]) {
      const event = last.get(stage);
      expect(event, stage).toBeDefined();
      if (event?.total !== undefined && stage !== 'train') expect(event.done, stage).toBe(event.total);
    }
    await recommender.dispose();
  });
});

describe('predictions', () => {
  let recommender: MultimodalRecommender;
  const image = () => data().items.find((item) => item.image !== undefined)!.image!;
  beforeAll(async () => {
    recommender = make({ training: { epochs: 25 } });
    await recommender.fit(data().source);
  });
  afterAll(() => recommender.dispose());

  it('have a distribution that sums to 1 and its mean', async () => {
    const prediction = await recommender.predictRating({ text: 'great', image: image() });
    const total = prediction.distribution.reduce((sum, { probability }) => sum + probability, 0);
    const mean = prediction.distribution.reduce(
      (sum, { rating, probability }) => sum + rating * probability,
      0,
    );
    expect(total).toBeCloseTo(1, 12);
    expect(prediction.expectedRating).toBeCloseTo(mean, 12);
    expect(prediction.distribution.map(({ rating }) => rating)).toEqual([1, 2, 3, 4, 5]);
    expect(prediction.modalities).toEqual(['review', 'image']);
  });

  it('say which modalities were used', async () => {
    const [text, picture] = await recommender.predictRatings([
      { text: 'great' },
      { text: ' ', image: image() },
    ]);
    expect(text!.modalities).toEqual(['review']);
    expect(picture!.modalities).toEqual(['image']);
  });

  it('are the same alone and together', async () => {
    const inputs = [
      { text: 'great' },
      { image: image() },
      { text: 'awful', image: image() },
      { text: 'great' },
    ];
    const together = await recommender.predictRatings(inputs);
    for (const [index, input] of inputs.entries()) {
      const alone = await recommender.predictRating(input);
      expect(alone.expectedRating).toBeCloseTo(together[index]!.expectedRating, 5);
      expect(alone.stars).toBe(together[index]!.stars);
    }
    expect(await recommender.predictRatings([])).toEqual([]);
  });

  it('raise NO_INPUT with the position', async () => {
    await expect(recommender.predictRatings([{ text: 'fine' }, {}])).rejects.toMatchObject({
      code: 'NO_INPUT',
      data: { index: 1 },
    });
    await expect(recommender.predictRating({ text: '  <br> ' })).rejects.toMatchObject({ code: 'NO_INPUT' });
  });

  it('raise IMAGE_UNREADABLE for bytes that are no image, missing files and private addresses', async () => {
    for (const bad of [new Uint8Array([1, 2, 3]), join(folder, 'missing.jpg'), 'http://127.0.0.1:9/x.jpg']) {
      await expect(recommender.predictRating({ image: bad })).rejects.toMatchObject({
        code: 'IMAGE_UNREADABLE',
      });
    }
  });

  it('come from addresses that load() allows', async () => {
    const directory = join(folder, 'allowing');
    await recommender.save(directory);
    const bytes = Buffer.from(image() as Uint8Array);
    const server = createServer((_, response) => response.end(bytes)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`;
    try {
      const strict = await MultimodalRecommender.load(directory);
      await expect(strict.predictRating({ image: url })).rejects.toMatchObject({
        data: { reason: 'PRIVATE_ADDRESS' },
      });
      const open = await MultimodalRecommender.load(directory, { images: { allowPrivateAddresses: true } });
      expect(await open.predictRating({ image: url })).toEqual(
        await recommender.predictRating({ image: bytes }),
      );
    } finally {
      server.close();
    }
  });

  it('are the same to 1e-6 from a saved model in a new process', async () => {
    const directory = join(folder, 'model');
    await recommender.save(directory);
    const inputs = [{ text: 'great, love it' }, { text: 'awful' }, { text: 'x'.repeat(5000) }];
    const here = await recommender.predictRatings(inputs);
    const script = `
      import { MultimodalRecommender } from ${JSON.stringify(join(process.cwd(), 'src/index.ts'))};
      const recommender = await MultimodalRecommender.load(${JSON.stringify(directory)});
      console.log(JSON.stringify(await recommender.predictRatings(${JSON.stringify(inputs)})));
      await recommender.dispose();`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', script],
      { timeout: 60_000 },
    );
    const there = JSON.parse(stdout) as typeof here;
    for (const [index, prediction] of here.entries()) {
      expect(there[index]!.modalities).toEqual(prediction.modalities);
      for (const [rating, { probability }] of prediction.distribution.entries()) {
        expect(Math.abs(there[index]!.distribution[rating]!.probability - probability)).toBeLessThan(1e-6);
      }
    }
  });
});
