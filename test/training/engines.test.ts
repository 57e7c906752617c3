import { initializers, layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FusionStrategy, HeadBuildContext } from '../../src/contracts/index.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { SeededDropout } from '../../src/fusion/seeded-dropout.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { MLP_TRUNK_DEFAULTS } from '../../src/heads/mlp-trunk.js';
import { prepareBackend } from '../../src/training/backend.js';
import type { Batch } from '../../src/training/engine.js';
import { buildGraph, disposeGraph, type ModalityShape } from '../../src/training/graph.js';
import { openEngine } from '../../src/training/open-engine.js';
import { resolveTrainingOptions, type TrainingOptions } from '../../src/training/options.js';
import { createRandom } from '../../src/util/random.js';
import { STARS } from '../../src/util/rating-scale.js';
import { relativeDistance } from './onnx/compiled.js';

const NOTEBOOK: readonly ModalityShape[] = [
  { name: 'review', dimensions: 768 },
  { name: 'image', dimensions: 2048 },
];
const SMALL: readonly ModalityShape[] = [
  { name: 'review', dimensions: 6 },
  { name: 'user', dimensions: 1, categorical: { size: 30, dimensions: 4, unknownRate: 0 } },
];
const small = () => new MlpClassifierHead({ hidden: [8], dropout: [0.3] });

/** The layers of the default head with hyperbolic tangents in place of rectified linear units. */
class SmoothHead extends MlpClassifierHead {
  override build(fused: SymbolicTensor, context: HeadBuildContext): SymbolicTensor {
    const { hidden, dropout } = MLP_TRUNK_DEFAULTS;
    const dense = (units: number, activation: 'tanh' | 'linear') =>
      layers.dense({
        units,
        activation,
        kernelInitializer: initializers.glorotUniform({ seed: context.nextSeed() }),
      });
    const output = hidden.reduce((input, units, position) => {
      const normal = layers.batchNormalization().apply(dense(units, 'tanh').apply(input));
      const seeded = new SeededDropout({ rate: dropout[position]!, seed: context.nextSeed() });
      return seeded.apply(normal as SymbolicTensor) as SymbolicTensor;
    }, fused);
    return dense(context.classes, 'linear').apply(output) as SymbolicTensor;
  }
}

interface Trial {
  readonly modalities: readonly ModalityShape[];
  readonly head?: MlpClassifierHead;
  readonly fusion?: FusionStrategy;
  readonly training?: TrainingOptions;
}

/** An engine on a graph that is the same for every backend. */
async function open(backend: 'onnx' | 'tfjs', { modalities, head = small(), fusion, training }: Trial) {
  const options = resolveTrainingOptions({ ...training, backend });
  const graph = buildGraph({
    modalities,
    fusion: fusion ?? new ConcatFusion(),
    head,
    scale: STARS,
    seed: 7,
    auxiliary: options.auxiliaryLoss > 0,
  });
  const engine = await openEngine({ graph, head, scale: STARS, options }, 'wasm');
  return { engine, close: () => engine.close().then(() => disposeGraph(graph)) };
}

function batch(modalities: readonly ModalityShape[], rows: number, seed: number): Batch {
  const random = createRandom(seed);
  const inputs = modalities.flatMap(({ dimensions, categorical }) => {
    const draw = () => (categorical ? Math.floor(random() * categorical.size) : 2 * random() - 1);
    const present = Float32Array.from({ length: rows }, () => (random() < 0.9 ? 1 : 0));
    return [Float32Array.from({ length: rows * dimensions }, draw), present];
  });
  const classIndex = Int32Array.from({ length: rows }, () => Math.floor(random() * 5));
  return { rows, inputs, classIndex, weights: Float32Array.from(classIndex, (index) => 0.5 + index / 4) };
}

async function compareSteps(trial: Trial, steps: number, rows: number, learningRate: number) {
  const [native, reference] = [await open('onnx', trial), await open('tfjs', trial)];
  const distances: number[] = [];
  for (let step = 0; step < steps; step++) {
    const data = batch(trial.modalities, rows, step);
    const losses = [
      await native.engine.step(data, learningRate),
      await reference.engine.step(data, learningRate),
    ];
    distances.push(Math.abs(losses[0]!.loss - losses[1]!.loss));
  }
  const [weights, expected] = [native.engine.readWeights(), reference.engine.readWeights()];
  const held = batch(trial.modalities, rows, steps);
  const evaluated = [await native.engine.evaluate(held), await reference.engine.evaluate(held)];
  await native.close();
  await reference.close();
  return {
    largestLossDifference: Math.max(...distances),
    evaluation: Math.abs(evaluated[0]!.loss - evaluated[1]!.loss),
    weights: Math.max(
      ...Object.keys(expected).map((name) => relativeDistance(weights[name]!, expected[name]!)),
    ),
    names: [Object.keys(weights), Object.keys(expected)],
  };
}

describe('both training backends', () => {
  beforeAll(async () => {
    expect(await prepareBackend()).toBe('wasm');
  });

  // Within 10 to 20 steps one of the 100,000 inputs of rectified linear units is so close to 0 that the two ways of adding up give it different
  // signs. Adam's first steps are as large for a small gradient as for a large one: at the usual learning rate the difference then grows by half
  // with every step. It does not with small steps, and without the kink of those units there is none.
  it.each<[string, number, number, MlpClassifierHead, TrainingOptions]>([
    ['the default head by Adam', 8, 1e-3, new MlpClassifierHead(), {}],
    ['the default head by Adam', 50, 1e-5, new MlpClassifierHead(), {}],
    ['the default head with tanh by Adam', 50, 1e-3, new SmoothHead(), {}],
    [
      'the default head by SGD',
      50,
      1e-3,
      new MlpClassifierHead(),
      { optimizer: { name: 'sgd', momentum: 0.9 } },
    ],
  ])(
    'agree with %s over %i steps of %d, with the same initial weights and masks',
    async (_, steps, learningRate, head, training) => {
      const trial = { modalities: NOTEBOOK, head, training };
      const outcome = await compareSteps(trial, steps, 64, learningRate);
      expect(outcome.names[0]).toEqual(outcome.names[1]);
      expect(outcome.largestLossDifference).toBeLessThan(1e-4);
      expect(outcome.evaluation).toBeLessThan(1e-4);
    },
    60_000,
  );

  it.each<[string, TrainingOptions]>([
    ['Adam', {}],
    ['AdamW', { optimizer: { name: 'adamw', weightDecay: 0.05 } }],
    ['SGD with momentum', { optimizer: { name: 'sgd', momentum: 0.9 } }],
    ['SGD with Nesterov momentum', { optimizer: { name: 'sgd', momentum: 0.9, nesterov: true } }],
    ['clipped gradients', { gradientClipping: 0.1 }],
  ])('agree with %s and a table of user vectors', async (_, training) => {
    const outcome = await compareSteps({ modalities: SMALL, training }, 30, 8, 0.01);
    expect(outcome.largestLossDifference).toBeLessThan(1e-4);
    expect(outcome.weights).toBeLessThan(1e-3);
  });

  it.each(['onnx', 'tfjs'] as const)(
    '%s changes the vectors of the users in a batch only',
    async (backend) => {
      const { engine, close } = await open(backend, { modalities: SMALL });
      const before = engine.readWeights();
      const data = batch(SMALL, 6, 1);
      await engine.step(data, 0.1);
      await engine.step(batch(SMALL, 6, 1), 0.1);
      const after = engine.readWeights();
      const table = Object.keys(before).find((name) => name.endsWith('CodeEmbedding/vectors'))!;
      const present = new Set(data.inputs[2]!);
      for (let user = 0; user < 30; user++) {
        const part = (values: Record<string, Float32Array>) => [
          ...values[table]!.subarray(user * 4, user * 4 + 4),
        ];
        if (present.has(user)) expect(part(after)).not.toEqual(part(before));
        else expect(part(after)).toEqual(part(before));
      }
      await close();
    },
  );

  it.each(['onnx', 'tfjs'] as const)(
    '%s leaves all weights as they are when the loss is no number',
    async (backend) => {
      const { engine, close } = await open(backend, { modalities: SMALL });
      await engine.step(batch(SMALL, 6, 1), 0.01);
      const before = engine.readWeights();
      const data = batch(SMALL, 6, 2);
      data.inputs[0]![0] = Number.NaN;
      data.inputs[1]![0] = 1;
      const { loss } = await engine.step(data, 0.01);
      expect(loss).toBeNaN();
      const trained = (values: Record<string, Float32Array>) =>
        Object.entries(values).filter(([name]) => !name.includes('/moving_'));
      expect(trained(engine.readWeights())).toEqual(trained(before));
      await close();
    },
  );

  it('do the same with a batch of one row and batch normalisation: what it computes stays finite', async () => {
    const outcome = await compareSteps({ modalities: SMALL }, 5, 1, 0.01);
    expect(outcome.largestLossDifference).toBeLessThan(1e-4);
    expect(Number.isFinite(outcome.evaluation)).toBe(true);
  });

  it('give rows of weight 0, as those of absent classes have, no influence', async () => {
    const { engine, close } = await open('onnx', { modalities: SMALL, head: small() });
    const before = engine.readWeights();
    const data = batch(SMALL, 6, 3);
    const { loss } = await engine.step({ ...data, weights: new Float32Array(6) }, 0.1);
    expect(loss).toBe(0);
    const kernel = Object.keys(before).find((name) => name.endsWith('Dense/kernel'))!;
    expect(engine.readWeights()[kernel]).toEqual(before[kernel]);
    await close();
  });
});
