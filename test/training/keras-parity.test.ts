import { softmax, type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { prepareBackend, startCpu } from '../../src/training/backend.js';
import { BatchGatherer, gatherTargets } from '../../src/training/batches.js';
import { classWeights } from '../../src/training/class-weights.js';
import { EarlyStopping } from '../../src/training/early-stopping.js';
import { buildGraph } from '../../src/training/graph.js';
import { LearningRatePlateau } from '../../src/training/learning-rate-plateau.js';
import { openEngine } from '../../src/training/open-engine.js';
import { resolveTrainingOptions } from '../../src/training/options.js';
import { namedWeights, readWeights, writeWeights } from '../../src/training/weights.js';
import { STARS } from '../../src/util/rating-scale.js';
import { kerasFixture } from './keras-fixture.js';

const { training, callbacks } = kerasFixture;
const rows = training.classIndex.length;
const classIndex = Int32Array.from(training.classIndex);
const columns = Object.entries(training.modalities).map(([name, dimensions]) => ({
  name,
  matrix: { data: Float32Array.from(training.inputs[name]!), rows, dimensions },
  rowIndex: Int32Array.from({ length: rows }, (_, row) => row),
}));

function fixtureGraph() {
  const head = new MlpClassifierHead({ hidden: training.hidden, dropout: training.hidden.map(() => 0) });
  const modalities = columns.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions }));
  const graph = buildGraph({ modalities, fusion: new ConcatFusion(), head, scale: STARS, seed: 1 });
  const { model } = graph;
  const weights = namedWeights(model);
  const kernels = weights.filter(({ name }) => name.endsWith('Dense/kernel')).map(({ name }) => name);
  const initial = Object.fromEntries(
    kernels.map((name, i) => [name, Float32Array.from(training.kernels[i]!)]),
  );
  writeWeights(weights, { ...readWeights(weights), ...initial });
  return { graph, head };
}

describe.each(['onnx', 'wasm', 'cpu'] as const)('20 steps on the %s backend', (backend) => {
  it('have the losses, the validation loss and the probabilities of Keras', async () => {
    if (backend === 'cpu') await startCpu();
    else expect(await prepareBackend()).toBe('wasm');
    const { graph, head } = fixtureGraph();
    const options = resolveTrainingOptions({ backend: backend === 'onnx' ? 'onnx' : 'tfjs' });
    const engine = await openEngine({ graph, head, scale: STARS, options }, backend);
    expect(engine.backend).toBe(backend);
    const gatherer = new BatchGatherer(columns, rows);
    const order = Int32Array.from(training.order);
    const losses: number[] = [];
    for (const index of training.losses.keys()) {
      const batch = order.subarray(index * training.batchSize, (index + 1) * training.batchSize);
      const inputs = await gatherer.gather(batch);
      const targets = gatherTargets(batch, classIndex, training.classWeights);
      losses.push((await engine.step({ rows: batch.length, inputs, ...targets }, 1e-3)).loss);
    }
    expect(losses).toHaveLength(20);
    losses.forEach((loss, index) => {
      expect(Math.abs(loss - training.losses[index]!)).toBeLessThan(1e-4);
    });

    const all = Int32Array.from({ length: rows }, (_, row) => row);
    const inputs = await gatherer.gather(all);
    const targets = gatherTargets(all, classIndex, [1, 1, 1, 1, 1]);
    const { loss } = await engine.evaluate({ rows, inputs, ...targets });
    expect(Math.abs(loss - training.validationLoss)).toBeLessThan(1e-4);
    writeWeights(namedWeights(graph.model), engine.readWeights());
    await engine.close();
    const tensors = inputs.map((values) => tensor2d(values, [rows, values.length / rows]));
    const probabilities = tidy(() => softmax(graph.model.apply(tensors) as Tensor2D).dataSync());
    training.probabilities.forEach((expected, index) => {
      expect(Math.abs(probabilities[index]! - expected)).toBeLessThan(1e-4);
    });
    for (const tensor of tensors) tensor.dispose();
    graph.model.dispose();
  });
});

describe('the decisions of Keras callbacks', () => {
  it.each(callbacks.map((expected, index) => ({ index, expected })))('on losses $index', ({ expected }) => {
    const plateau = new LearningRatePlateau({ learningRate: 1e-3, factor: 0.5, patience: 3, minimum: 3e-4 });
    const stopping = new EarlyStopping(7);
    const rates: number[] = [];
    let stoppedAfter: number | null = null;
    for (const [index, loss] of expected.losses.entries()) {
      rates.push(plateau.learningRate);
      plateau.observe(loss);
      if (!stopping.observe(index + 1, loss).stop) continue;
      stoppedAfter = index + 1;
      break;
    }
    expect(stoppedAfter).toBe(expected.stoppedAfter);
    expect(stopping.bestEpoch).toBe(expected.bestEpoch);
    expect(rates).toHaveLength(expected.rates.length);
    rates.forEach((rate, index) => {
      expect(rate).toBeCloseTo(expected.rates[index]!, 9);
    });
  });

  it('include a stop, a run to the end and a rate at its minimum', () => {
    expect(callbacks.some(({ stoppedAfter }) => stoppedAfter !== null)).toBe(true);
    expect(callbacks.some(({ stoppedAfter }) => stoppedAfter === null)).toBe(true);
    expect(callbacks.some(({ rates }) => Math.abs(rates.at(-1)! - 3e-4) < 1e-9)).toBe(true);
  });
});

describe('balanced class weights', () => {
  it.each(kerasFixture.classWeights)('equal those of scikit-learn (case %#)', (expected) => {
    const classes = Int32Array.from(expected.classIndex);
    const weights = classWeights(
      classes,
      classes.map((_, row) => row),
      5,
      'balanced',
    );
    weights.forEach((weight, index) => {
      expect(weight).toBeCloseTo(expected.weights[index]!, 12);
    });
  });
});
