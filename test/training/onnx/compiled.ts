import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Objective } from '../../../src/contracts/index.js';
import { dropoutMask } from '../../../src/fusion/seeded-dropout.js';
import { openSession, type TensorInput } from '../../../src/onnx/session.js';
import { follow } from '../../../src/training/onnx/follow.js';
import {
  buildTrainingGraph,
  LOSS,
  OUTPUTS,
  POSITION,
  ROW_WEIGHTS,
  weightName,
} from '../../../src/training/onnx/training-graph.js';
import { namedWeights } from '../../../src/training/weights.js';
import { createRandom } from '../../../src/util/random.js';

/** A batch in plain arrays; values of every input `[rows, ...]`. */
export interface Sample {
  readonly rows: number;
  readonly inputs: readonly { readonly data: Float32Array; readonly dims: readonly number[] }[];
  readonly classIndex: Int32Array;
  readonly weights: Float32Array;
}

/** What one step computes. */
export interface Computed {
  readonly loss: number;
  readonly outputs: Float32Array;
  /** By name of the weight; tables as a whole. */
  readonly gradients: Readonly<Record<string, Float32Array>>;
  /** New values of moving averages by name of the weight. */
  readonly updates: Readonly<Record<string, Float32Array>>;
}

/** Random inputs between -1 and 1 for a model; whole numbers below `codes` for inputs named `code...`, 0 or 1 for `present...`. */
export function sampleFor(
  model: LayersModel,
  rows: number,
  classes: number,
  seed: number,
  codes = 5,
): Sample {
  const random = createRandom(seed);
  const inputs = model.inputs.map((input) => {
    const dims = [rows, ...(input.shape.slice(1) as number[])];
    const size = dims.reduce((product, length) => product * length, 1);
    const whole = input.name.startsWith('code') ? codes : input.name.startsWith('present') ? 2 : undefined;
    const draw = () => (whole === undefined ? 2 * random() - 1 : Math.floor(random() * whole));
    return { dims, data: Float32Array.from({ length: size }, draw) };
  });
  return {
    rows,
    inputs,
    classIndex: Int32Array.from({ length: rows }, () => Math.floor(random() * classes)),
    weights: Float32Array.from({ length: rows }, () => 0.5 + random()),
  };
}

/** Sets all weights to random values, so that no bias is 0 and no factor is 1. */
export function scatterWeights(model: LayersModel, seed: number): void {
  const random = createRandom(seed);
  for (const { name, variable } of namedWeights(model)) {
    const positive = name.endsWith('variance');
    const values = Float32Array.from({ length: variable.size }, () =>
      positive ? 0.5 + random() : random() - 0.5,
    );
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/** The step by the compiled graph. */
export async function byOnnx(
  model: LayersModel,
  objective: Objective,
  sample: Sample,
  step = 0,
): Promise<Computed> {
  const weights = namedWeights(model);
  const graph = buildTrainingGraph({ model, weights, objective, classes: 5, training: true });
  const session = await openSession({ model: graph.model, folder: '', threads: 1 });
  const { rows } = sample;
  const zeros = (dims: readonly number[]): TensorInput => ({
    data: new Float32Array(dims.reduce((product, size) => product * size, 1)),
    dims,
  });
  const feeds: Record<string, TensorInput> = {
    [POSITION]: { data: Float32Array.from(sample.classIndex), dims: [rows, 1] },
    [ROW_WEIGHTS]: { data: sample.weights, dims: [rows, 1] },
  };
  sample.inputs.forEach((input, position) => {
    feeds[graph.inputNames[position]!] = input;
  });
  for (const position of graph.read) {
    const { variable } = weights[position]!;
    feeds[weightName(position)] = { data: variable.dataSync() as Float32Array, dims: variable.shape };
  }
  for (const { name, rate, seed, shape } of graph.masks) {
    const dims = [rows, ...shape];
    const size = dims.reduce((product, length) => product * length, 1);
    feeds[name] = { data: dropoutMask(size, rate, seed, step), dims };
  }
  const targets: Record<string, TensorInput> = {
    [LOSS]: zeros([]),
    [OUTPUTS]: zeros([rows, model.outputs[0]!.shape[1]!]),
  };
  for (const { weight, output } of graph.gradients) targets[output] = zeros(weights[weight]!.variable.shape);
  for (const { output, shape } of graph.averages) targets[output] = zeros(shape);
  for (const { codes, rows: values, perRow, dimensions } of graph.rowGradients) {
    targets[codes] = zeros([rows * perRow]);
    targets[values] = zeros([rows * perRow, dimensions]);
  }
  await session.runInto(feeds, targets);
  await session.release();
  const read = (name: string) => targets[name]!.data as Float32Array;
  const gradients: Record<string, Float32Array> = {};
  for (const { weight, output } of graph.gradients) gradients[weights[weight]!.name] = read(output);
  for (const { weight, codes, rows: values, dimensions } of graph.rowGradients) {
    const { name, variable } = weights[weight]!;
    gradients[name] ??= new Float32Array(variable.size);
    read(codes).forEach((code, position) => {
      for (let d = 0; d < dimensions; d++) {
        gradients[name]![code * dimensions + d]! += read(values)[position * dimensions + d]!;
      }
    });
  }
  return {
    loss: read(LOSS)[0]!,
    outputs: read(OUTPUTS),
    gradients,
    updates: Object.fromEntries(
      graph.averages.map(({ weight, output, momentum }) => {
        const { name, variable } = weights[weight]!;
        const average = (variable.dataSync() as Float32Array).slice();
        follow(average, read(output), momentum);
        return [name, average];
      }),
    ),
  };
}

/** The step by tfjs, with the loss as a function of the outputs. */
export function byTfjs(
  model: LayersModel,
  loss: (outputs: tf.Tensor2D, targets: { classIndex: tf.Tensor1D; weights: tf.Tensor1D }) => tf.Scalar,
  sample: Sample,
): Computed {
  const weights = namedWeights(model);
  const trained = weights.filter(({ trainable }) => trainable);
  const gradients: Record<string, Float32Array> = {};
  let outputs = new Float32Array();
  let total = Number.NaN;
  tf.tidy(() => {
    const inputs = sample.inputs.map(({ data, dims }) => tf.tensor(data, [...dims]));
    const targets = {
      classIndex: tf.tensor1d(sample.classIndex, 'int32'),
      weights: tf.tensor1d(sample.weights),
    };
    const { value, grads } = tf.variableGrads(
      () => {
        const result = model.apply(inputs, { training: true }) as tf.Tensor2D;
        outputs = Float32Array.from(result.dataSync());
        return loss(result, targets);
      },
      trained.map(({ variable }) => variable),
    );
    total = value.dataSync()[0]!;
    for (const { name, variable } of trained) {
      const gradient = grads[variable.name];
      if (gradient != null) gradients[name] = Float32Array.from(gradient.dataSync());
    }
  });
  const updates = Object.fromEntries(
    weights
      .filter(({ name }) => name.includes('/moving_'))
      .map(({ name, variable }) => [name, Float32Array.from(variable.dataSync())]),
  );
  return { loss: total, outputs, gradients, updates };
}

/** Largest difference of two arrays, relative to the largest number in the second, or to 0.01 where all are smaller. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / Math.max(largest, 0.01);
}
