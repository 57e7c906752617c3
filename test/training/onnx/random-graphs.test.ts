import {
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  model as toModel,
} from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { SeededDropout } from '../../../src/fusion/seeded-dropout.js';
import { MlpClassifierHead } from '../../../src/heads/mlp-classifier-head.js';
import { startCpu } from '../../../src/training/backend.js';
import { createRandom, type Random, randomInteger } from '../../../src/util/random.js';
import { STARS } from '../../../src/util/rating-scale.js';
import { byOnnx, byTfjs, relativeDistance, sampleFor, scatterWeights } from './compiled.js';

const GRAPHS = 40;
const head = new MlpClassifierHead();

type Symbol = SymbolicTensor;
const apply = (layer: { apply(inputs: Symbol | Symbol[]): unknown }, inputs: Symbol | Symbol[]) =>
  layer.apply(inputs) as Symbol;
const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[randomInteger(random, items.length)]!;
const widthOf = (tensor: Symbol) => tensor.shape[1] as number;

/** A layer on one or two of the tensors that are there already. */
function grow(random: Random, tensors: readonly Symbol[], seed: number): Symbol {
  const x = pick(random, tensors);
  const y = pick(random, tensors);
  const as = (tensor: Symbol, units: number) =>
    widthOf(tensor) === units ? tensor : apply(layers.dense({ units }), tensor);
  const steps = [
    () => apply(layers.dense({ units: 1 + randomInteger(random, 6), activation: 'tanh' }), x),
    () => apply(layers.dense({ units: 3, useBias: false }), x),
    () =>
      apply(
        layers.activation({
          activation: pick(random, ['gelu', 'sigmoid', 'softmax', 'elu'] as const) as 'elu',
        }),
        x,
      ),
    () => apply(layers.batchNormalization(), apply(layers.dense({ units: 4 }), x)),
    () => apply(layers.layerNormalization({ axis: -1 }), as(x, 4)),
    () => apply(new SeededDropout({ rate: 0.3, seed }), x),
    () => apply(layers.concatenate(), [x, as(y, 2)]),
    () => apply(layers.add(), [as(x, 4), as(y, 4)]),
    () => apply(layers.multiply(), [as(x, 3), as(y, 1)]),
    () => apply(layers.dot({ axes: -1 }), [as(x, 3), as(y, 3)]),
    () => {
      const folded = apply(layers.reshape({ targetShape: [2, 2] }), as(x, 4));
      const other = apply(layers.reshape({ targetShape: [2, 2] }), as(y, 4));
      return apply(layers.flatten(), apply(layers.dot({ axes: [2, 1] }), [folded, other]));
    },
  ];
  return pick(random, steps)();
}

function randomModel(seed: number): LayersModel {
  const random = createRandom(seed);
  const inputs = Array.from({ length: 1 + randomInteger(random, 3) }, () =>
    input({ shape: [1 + randomInteger(random, 5)] }),
  );
  const tensors: Symbol[] = [...inputs];
  const depth = 3 + randomInteger(random, 9);
  for (let step = 0; step < depth; step++) tensors.push(grow(random, tensors, seed + step));
  // All of them reach the outputs, so that tensors with several users occur.
  const all = tensors.length > 1 ? apply(layers.concatenate(), tensors) : tensors[0]!;
  return toModel({ inputs, outputs: apply(layers.dense({ units: 5 }), all) });
}

describe('compiled random graphs', () => {
  beforeAll(startCpu);

  it.each(Array.from({ length: GRAPHS }, (_, seed) => seed + 1))(
    'graph %i has the gradients of tfjs',
    async (seed) => {
      const model = randomModel(seed);
      scatterWeights(model, seed);
      const sample = sampleFor(model, 6, 5, seed);
      const actual = await byOnnx(model, { kind: 'categorical-cross-entropy', labelSmoothing: 0 }, sample);
      const expected = byTfjs(model, (outputs, targets) => head.loss(outputs, targets, STARS), sample);
      expect(actual.loss).toBeCloseTo(expected.loss, 4);
      expect(Object.keys(actual.gradients).sort()).toEqual(Object.keys(expected.gradients).sort());
      for (const [weight, gradient] of Object.entries(expected.gradients)) {
        expect(relativeDistance(actual.gradients[weight]!, gradient), weight).toBeLessThan(1e-4);
      }
      model.dispose();
    },
  );
});
