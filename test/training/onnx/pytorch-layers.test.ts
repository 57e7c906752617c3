import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  model as toModel,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { MaskedWeights } from '../../../src/fusion/layers/masked-weights.js';
import { startCpu } from '../../../src/training/backend.js';
import { namedWeights } from '../../../src/training/weights.js';
import { byOnnx, relativeDistance, type Sample } from './compiled.js';

interface Case {
  readonly inputs: number[][];
  readonly weights: Readonly<Record<string, number[]>>;
  readonly outputs: number[];
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}

const path = new URL('../../fixtures/layers/layers.json', import.meta.url);
const fixture = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly classIndex: number[];
  readonly rowWeights: number[];
  readonly cases: Readonly<Record<string, Case>>;
};

type Symbol = SymbolicTensor;
const apply = (layer: { apply(inputs: Symbol | Symbol[]): unknown }, inputs: Symbol | Symbol[]) =>
  layer.apply(inputs) as Symbol;
const dense = (x: Symbol, units = 6) => apply(layers.dense({ units }), x);
const activation = (name: string) => (x: Symbol) =>
  apply(layers.activation({ activation: name as 'relu' }), dense(x));

/** The bodies of build.py in layers. `ones` is an input that says that everything is present. */
const BODIES: Readonly<Record<string, (x: Symbol, ones: Symbol) => Symbol>> = {
  Dense: (x) => dense(x),
  ...Object.fromEntries(
    ['relu', 'gelu', 'tanh', 'sigmoid', 'softmax', 'elu'].map((name) => [name, activation(name)]),
  ),
  BatchNormalization: (x) => apply(layers.batchNormalization(), dense(x)),
  LayerNormalization: (x) => apply(layers.layerNormalization({ axis: -1 }), dense(x)),
  Concatenate: (x) => apply(layers.concatenate(), [dense(x), x]),
  Add: (x) => apply(layers.add(), [dense(x), dense(x)]),
  Multiply: (x) => apply(layers.multiply(), [dense(x), dense(x, 1)]),
  Dot: (x) => apply(layers.dot({ axes: -1 }), [dense(x), dense(x)]),
  'Reshape, Dot and MaskedWeights': (x, ones) => {
    const tokens = apply(layers.reshape({ targetShape: [3, 2] }), dense(x));
    const scores = apply(layers.dot({ axes: [2, 2] }), [tokens, tokens]);
    const present = apply(layers.reshape({ targetShape: [1, 3] }), ones);
    const weights = apply(new MaskedWeights({ scale: 0.7 }), [scores, present]);
    return apply(layers.flatten(), apply(layers.dot({ axes: [2, 1] }), [weights, tokens]));
  },
  Embedding: (x) => apply(layers.flatten(), apply(layers.embedding({ inputDim: 5, outputDim: 4 }), x)),
};

function build(name: string): { model: LayersModel; sample: Sample } {
  const { inputs, weights } = fixture.cases[name]!;
  const rows = inputs.length;
  const x = input({ shape: [inputs[0]!.length] });
  const ones = input({ shape: [3] });
  const masked = name.includes('Masked');
  const model = toModel({ inputs: masked ? [x, ones] : x, outputs: dense(BODIES[name]!(x, ones), 5) });
  for (const { name: weight, variable, trainable } of namedWeights(model)) {
    if (!trainable) continue;
    expect(weights[weight], weight).toBeDefined();
    tf.tidy(() => variable.assign(tf.tensor(weights[weight]!, variable.shape)));
  }
  const given = [{ data: Float32Array.from(inputs.flat()), dims: [rows, inputs[0]!.length] }];
  if (masked) given.push({ data: new Float32Array(rows * 3).fill(1), dims: [rows, 3] });
  const sample = {
    rows,
    inputs: given,
    classIndex: Int32Array.from(fixture.classIndex),
    weights: Float32Array.from(fixture.rowWeights),
  };
  return { model, sample };
}

const OBJECTIVE = { kind: 'categorical-cross-entropy', labelSmoothing: 0 } as const;

describe('compiled layers beside PyTorch', () => {
  beforeAll(startCpu);

  it.each(Object.keys(fixture.cases))('%s: outputs, loss and gradients', async (name) => {
    const expected = fixture.cases[name]!;
    const { model, sample } = build(name);
    const actual = await byOnnx(model, OBJECTIVE, sample);
    expect(Math.abs(actual.loss - expected.loss)).toBeLessThan(1e-5);
    expect(relativeDistance(actual.outputs, expected.outputs)).toBeLessThan(1e-5);
    for (const [weight, gradient] of Object.entries(expected.gradients)) {
      expect(relativeDistance(actual.gradients[weight]!, gradient), weight).toBeLessThan(1e-5);
    }
    model.dispose();
  });

  it.each(Object.keys(fixture.cases))('%s: gradients of finite differences', async (name) => {
    const { model, sample } = build(name);
    const { gradients } = await byOnnx(model, OBJECTIVE, sample);
    const step = 1e-2;
    for (const { name: weight, variable, trainable } of namedWeights(model)) {
      if (!trainable) continue;
      const values = Float32Array.from(variable.dataSync());
      const at = values.length >> 1;
      const losses: number[] = [];
      for (const side of [1, -1]) {
        const moved = values.slice();
        moved[at]! += side * step;
        tf.tidy(() => variable.assign(tf.tensor(moved, variable.shape)));
        losses.push((await byOnnx(model, OBJECTIVE, sample)).loss);
      }
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
      const slope = (losses[0]! - losses[1]!) / (2 * step);
      expect(Math.abs(slope - gradients[weight]![at]!), weight).toBeLessThan(2e-3);
    }
    model.dispose();
  });
});
