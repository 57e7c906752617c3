import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  MLP_CLASSIFIER_HEAD_DEFAULTS,
  MlpClassifierHead,
  type MlpClassifierHeadOptions,
} from '../../src/heads/mlp-classifier-head.js';
import { prepareBackend } from '../../src/training/backend.js';
import { STARS } from '../../src/util/rating-scale.js';

beforeAll(async () => {
  await prepareBackend();
});

function build(options?: MlpClassifierHeadOptions, dimensions = 12) {
  let seed = 1;
  const fused = input({ shape: [dimensions] });
  const context = { nextSeed: () => seed++, scale: STARS, classes: 5 };
  const outputs = new MlpClassifierHead(options).build(fused, context);
  return model({ inputs: fused, outputs });
}

describe('MlpClassifierHead', () => {
  it('stacks Dense, batch normalisation and dropout in this order', () => {
    const graph = build({ hidden: [8, 4], dropout: [0.5, 0.25] });
    const block = ['Dense', 'BatchNormalization', 'SeededDropout'];
    expect(graph.layers.map((layer) => layer.getClassName())).toEqual([
      'InputLayer',
      ...block,
      ...block,
      'Dense',
    ]);
    expect(graph.layers.map((layer) => layer.getConfig().rate).filter((rate) => rate !== undefined)).toEqual([
      0.5, 0.25,
    ]);
    expect(graph.outputs[0]!.shape).toEqual([null, 5]);
    graph.dispose();
  });

  it('can do without batch normalisation and without hidden layers', () => {
    const plain = build({ hidden: [8], dropout: [0], batchNormalization: false });
    expect(plain.layers.some((layer) => layer.getClassName() === 'BatchNormalization')).toBe(false);
    expect(build({ hidden: [], dropout: [] }).layers).toHaveLength(2);
  });

  it('has the parameters of the notebook by default', () => {
    const graph = build(undefined, 2816);
    const trained = graph.trainableWeights.reduce((sum, weight) => sum + weight.read().size, 0);
    const dense = 2816 * 1024 + 1024 + 1024 * 512 + 512 + 512 * 128 + 128 + 128 * 5 + 5;
    expect(trained).toBe(dense + 2 * (1024 + 512 + 128));
    graph.dispose();
  });

  it('weighs the cross-entropy of every row and divides by the number of rows', () => {
    const logits = [
      [2, 0, 0, 0, 0],
      [0, 0, 3, 0, 1],
    ];
    const crossEntropy = (row: number[], index: number) =>
      Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0)) - row[index]!;
    const expected = (0.5 * crossEntropy(logits[0]!, 0) + 3 * crossEntropy(logits[1]!, 4)) / 2;
    const loss = tidy(() => {
      const targets = { classIndex: tensor1d([0, 4], 'int32'), weights: tensor1d([0.5, 3]) };
      return new MlpClassifierHead().loss(tensor2d(logits), targets, STARS).dataSync()[0]!;
    });
    expect(loss).toBeCloseTo(expected, 6);
  });

  it('decodes logits to probabilities, huge ones too', () => {
    const [first, second] = tidy(() => {
      const logits = tensor2d([
        [0, 0, 0, 0, 0],
        [1000, 0, -1000, 0, 0],
      ]);
      return new MlpClassifierHead().decode(logits).arraySync();
    });
    for (const value of first!) expect(value).toBeCloseTo(0.2, 6);
    expect(second).toEqual([1, 0, 0, 0, 0]);
  });

  it('describes itself in JSON that builds it again', () => {
    const options = { hidden: [8, 4], dropout: [0.5, 0.25], batchNormalization: false };
    const config = new MlpClassifierHead(options).config();
    expect(JSON.parse(JSON.stringify(config))).toEqual({ ...options, labelSmoothing: 0 });
    expect(new MlpClassifierHead(config).config()).toEqual(config);
    expect(new MlpClassifierHead().config()).toEqual(MLP_CLASSIFIER_HEAD_DEFAULTS);
  });

  it.each<[string, MlpClassifierHeadOptions]>([
    ['hidden', { hidden: [0], dropout: [0] }],
    ['hidden', { hidden: [1.5], dropout: [0] }],
    ['dropout', { hidden: [8] }],
    ['dropout', { hidden: [8], dropout: [1] }],
    ['dropout', { hidden: [8], dropout: [-0.1] }],
    ['units', { units: [8] } as MlpClassifierHeadOptions],
  ])('refuses a bad %s', (key, options) => {
    expect(() => new MlpClassifierHead(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining(key) }),
    );
  });
});
