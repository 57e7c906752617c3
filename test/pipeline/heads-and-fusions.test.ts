import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttentionFusion,
  BilinearFusion,
  ConcatFusion,
  type FusionStrategy,
  GatedFusion,
  MlpClassifierHead,
  MlpOrdinalHead,
  MlpRegressionHead,
  MultimodalRecommender,
  type RatingHead,
  TfidfTextEncoder,
  WeightedSumFusion,
} from 'multimodal-recommender';
import { FakeImageEncoder, tinyDataset } from 'multimodal-recommender/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession } from '../../src/onnx/session.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plug-ins-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const layers = { hidden: [16], dropout: [0.1] };
const PAIRS: [string, FusionStrategy, RatingHead][] = [
  [
    'concat and smoothed classes',
    new ConcatFusion(),
    new MlpClassifierHead({ ...layers, labelSmoothing: 0.1 }),
  ],
  ['weighted sum and regression', new WeightedSumFusion({ dimensions: 8 }), new MlpRegressionHead(layers)],
  ['gated and ordinal', new GatedFusion({ dimensions: 8 }), new MlpOrdinalHead(layers)],
  [
    'bilinear and Huber',
    new BilinearFusion({ dimensions: 8 }),
    new MlpRegressionHead({ ...layers, loss: 'huber' }),
  ],
  [
    'attention and ordinal',
    new AttentionFusion({ dimensions: 8, heads: 2, pooling: 'attention' }),
    new MlpOrdinalHead(layers),
  ],
];
const TEXTS = ['lovely fabric, great fit', 'awful, fell apart', 'okay for the price'];

describe.each(PAIRS)('%s', (name, fusion, head) => {
  it('learn, are saved, loaded and exported, with the same predictions', async () => {
    const textEncoder = new TfidfTextEncoder({ dimensions: 16 });
    await using recommender = new MultimodalRecommender({
      textEncoder,
      imageEncoder: new FakeImageEncoder(),
      fusion,
      head,
      training: { epochs: 25, learningRate: 0.005, backend: 'onnx' },
      cacheDirectory: join(folder, 'cache'),
    });
    await recommender.fit(tinyDataset({ rows: 400, items: 40, seed: 3 }).source);
    const { evaluation, calibration, training } = await recommender.evaluate({
      ablation: false,
      resamples: 20,
    });
    const [model, majority] = evaluation.contenders;
    expect(model!.metrics.mae).toBeLessThan(majority!.metrics.mae - 0.1);
    expect(training.backend).toBe('onnx');
    expect(calibration!.temperature).toBeGreaterThan(0);

    const inputs = TEXTS.map((text) => ({ text }));
    const predictions = await recommender.predictRatings(inputs);
    for (const { interval, stars } of predictions) {
      expect(interval!.low).toBeLessThanOrEqual(stars);
      expect(interval!.high).toBeGreaterThanOrEqual(stars);
    }
    const directory = join(folder, name);
    await recommender.save(directory);
    await using loaded = await MultimodalRecommender.load(directory, {
      imageEncoder: new FakeImageEncoder(),
      cacheDirectory: join(folder, 'cache'),
    });
    expect(await loaded.predictRatings(inputs)).toEqual(predictions);

    const path = join(folder, `${name}.onnx`);
    await loaded.exportOnnx(path);
    const session = await openSession({ model: await readFile(path), folder: '', threads: 1 });
    const review = await textEncoder.encode(TEXTS);
    const image = new FakeImageEncoder().dimensions;
    const rows = TEXTS.length;
    const probabilities = { data: new Float32Array(rows * 5), dims: [rows, 5] };
    await session.runInto(
      {
        review: { data: review.data, dims: [rows, review.dimensions] },
        review_present: { data: new Float32Array(rows).fill(1), dims: [rows, 1] },
        image: { data: new Float32Array(rows * image), dims: [rows, image] },
        image_present: { data: new Float32Array(rows), dims: [rows, 1] },
      },
      { probabilities },
    );
    predictions.forEach(({ distribution }, row) => {
      distribution.forEach(({ probability }, position) => {
        expect(probabilities.data[row * 5 + position]).toBeCloseTo(probability, 4);
      });
    });
    await session.release();
  });
});
