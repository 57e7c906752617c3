import {
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  model as toModel,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Objective } from '../../../src/contracts/index.js';
import { CodeEmbedding } from '../../../src/fusion/code-embedding.js';
import { ModalityLayer } from '../../../src/fusion/modality-layer.js';
import { SeededDropout } from '../../../src/fusion/seeded-dropout.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import { startCpu } from '../../../src/training/backend.js';
import { STARS } from '../../../src/util/rating-scale.js';
import { byOnnx, byTfjs, relativeDistance, sampleFor, scatterWeights } from './compiled.js';

const OBJECTIVE: Objective = { kind: 'categorical-cross-entropy', labelSmoothing: 0 };
const head = new MlpClassifierHead();

type Symbol = SymbolicTensor;
const apply = (layer: { apply(inputs: Symbol | Symbol[]): unknown }, inputs: Symbol | Symbol[]) =>
  layer.apply(inputs) as Symbol;
const wide = (x: Symbol, units = 6) => apply(layers.dense({ units }), x);
const logits = (x: Symbol) => wide(x, 5);
const make = (inputs: Symbol | Symbol[], body: Symbol): LayersModel =>
  toModel({ inputs, outputs: logits(body) });

/** One small model per layer; what comes before and after it has weights, so that gradients flow through it. */
const MODELS: Readonly<Record<string, () => LayersModel>> = {
  Dense: () => {
    const x = input({ shape: [4] });
    return make(x, apply(layers.dense({ units: 3, activation: 'tanh' }), wide(x)));
  },
  'Dense without a bias': () => {
    const x = input({ shape: [4] });
    return make(x, apply(layers.dense({ units: 3, useBias: false }), wide(x)));
  },
  'Dense over the last of three axes': () => {
    const x = input({ shape: [3, 4] });
    const y = apply(layers.dense({ units: 2, activation: 'relu' }), wide(x));
    return make(x, apply(layers.flatten(), y));
  },
  ...Object.fromEntries(
    (['relu', 'gelu', 'tanh', 'sigmoid', 'softmax', 'linear', 'elu'] as const).map((activation) => [
      `Activation ${activation}`,
      () => {
        const x = input({ shape: [4] });
        return make(x, apply(layers.activation({ activation: activation as 'relu' }), wide(x)));
      },
    ]),
  ),
  BatchNormalization: () => {
    const x = input({ shape: [4] });
    return make(x, apply(layers.batchNormalization({ momentum: 0.9 }), wide(x)));
  },
  'BatchNormalization of inputs': () => {
    const x = input({ shape: [4] });
    return make(x, apply(layers.batchNormalization(), x));
  },
  LayerNormalization: () => {
    const x = input({ shape: [4] });
    return make(x, apply(layers.layerNormalization({ axis: -1 }), wide(x)));
  },
  SeededDropout: () => {
    const x = input({ shape: [4] });
    return make(x, apply(new SeededDropout({ rate: 0.4, seed: 5 }), wide(x)));
  },
  Concatenate: () => {
    const [x, y] = [input({ shape: [4] }), input({ shape: [3] })];
    return make([x, y], apply(layers.concatenate(), [wide(x), y, wide(y, 2)]));
  },
  Add: () => {
    const [x, y] = [input({ shape: [4] }), input({ shape: [3] })];
    return make([x, y], apply(layers.add(), [wide(x), wide(y), wide(x)]));
  },
  'Multiply with a column': () => {
    const [x, y] = [input({ shape: [4] }), input({ shape: [3] })];
    return make([x, y], apply(layers.multiply(), [wide(x), wide(y, 1), wide(y)]));
  },
  'Dot of vectors': () => {
    const [x, y] = [input({ shape: [4] }), input({ shape: [3] })];
    const product = apply(layers.dot({ axes: -1 }), [wide(x), wide(y)]);
    return make([x, y], apply(layers.concatenate(), [product, wide(x, 2)]));
  },
  'Dot of matrices': () => {
    const [x, y] = [input({ shape: [3, 4] }), input({ shape: [2, 4] })];
    const product = apply(layers.dot({ axes: [2, 2] }), [wide(x), wide(y)]);
    return make([x, y], apply(layers.flatten(), product));
  },
  'Dot over the middle axes': () => {
    const [x, y] = [input({ shape: [3, 4] }), input({ shape: [3, 2] })];
    const product = apply(layers.dot({ axes: [1, 1] }), [wide(x, 4), wide(y, 2)]);
    return make([x, y], apply(layers.flatten(), product));
  },
  Reshape: () => {
    const x = input({ shape: [4] });
    const y = apply(layers.reshape({ targetShape: [2, 3] }), wide(x));
    return make(x, apply(layers.reshape({ targetShape: [6] }), wide(y, 3)));
  },
  Embedding: () => {
    const codes = input({ shape: [3], name: `code${Math.random()}` });
    const y = apply(layers.embedding({ inputDim: 5, outputDim: 4 }), codes);
    return make(codes, apply(layers.flatten(), y));
  },
  CodeEmbedding: () => {
    const codes = input({ shape: [1], name: `code${Math.random()}` });
    return make(codes, apply(new CodeEmbedding({ size: 5, dimensions: 4, seed: 1 }), codes));
  },
  ModalityLayer: () => {
    const [x, present] = [input({ shape: [4] }), input({ shape: [1], name: `present${Math.random()}` })];
    return make([x, present], apply(new ModalityLayer({}), [wide(x), present]));
  },
  'a layer that is used twice': () => {
    const [x, y] = [input({ shape: [4] }), input({ shape: [4] })];
    const shared = layers.dense({ units: 3, activation: 'sigmoid' });
    return make([x, y], apply(layers.add(), [apply(shared, x), apply(shared, wide(y, 4))]));
  },
};

describe('compiled layers', () => {
  beforeAll(startCpu);

  it.each(Object.keys(MODELS))('%s: outputs, loss, gradients and moving averages of tfjs', async (name) => {
    const model = MODELS[name]!();
    scatterWeights(model, 3);
    const sample = sampleFor(model, 7, 5, 11);
    const actual = await byOnnx(model, OBJECTIVE, sample);
    const expected = byTfjs(model, (outputs, targets) => head.loss(outputs, targets, STARS), sample);
    expect(actual.loss).toBeCloseTo(expected.loss, 5);
    expect(relativeDistance(actual.outputs, expected.outputs)).toBeLessThan(1e-5);
    expect(Object.keys(actual.gradients).sort()).toEqual(Object.keys(expected.gradients).sort());
    for (const [weight, gradient] of Object.entries(expected.gradients)) {
      expect(relativeDistance(actual.gradients[weight]!, gradient), weight).toBeLessThan(1e-5);
    }
    for (const [weight, values] of Object.entries(expected.updates)) {
      expect(relativeDistance(actual.updates[weight]!, values), weight).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  it('gives weights that are not trained no gradient', async () => {
    const x = input({ shape: [4] });
    const frozen = layers.dense({ units: 3, trainable: false });
    const model = make(x, apply(frozen, wide(x)));
    const { gradients } = await byOnnx(model, OBJECTIVE, sampleFor(model, 4, 5, 1));
    expect(Object.keys(gradients).sort()).toEqual([
      '0/Dense/bias',
      '0/Dense/kernel',
      '2/Dense/bias',
      '2/Dense/kernel',
    ]);
  });

  it.each([
    ['a kind of layer without a rule', () => layers.gaussianNoise({ stddev: 1 }), 'no rule'],
    ['an activation without a rule', () => layers.dense({ units: 2, activation: 'softsign' }), 'softsign'],
    ['a regulariser', () => layers.dense({ units: 2, kernelRegularizer: 'l1l2' }), 'kernelRegularizer'],
    ['a normalisation over another axis', () => layers.batchNormalization({ axis: 1, name: 'odd' }), 'axis'],
  ])('refuses %s and names it', async (_, layer, reason) => {
    const x = input({ shape: reason === 'axis' ? [3, 4] : [4] });
    const built = apply(layer() as never, x);
    const model = make(x, built.shape.length > 2 ? apply(layers.flatten(), built) : built);
    await expect(byOnnx(model, OBJECTIVE, sampleFor(model, 3, 5, 1))).rejects.toMatchObject({
      code: 'UNSUPPORTED_LAYER',
      message: expect.stringMatching(reason),
      data: { layer: model.layers[1]!.name },
    });
  });
});
