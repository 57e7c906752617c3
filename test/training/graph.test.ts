import {
  memory,
  ones,
  type Scalar,
  slice,
  sum,
  type Tensor,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FusionStrategy, GraphRatingHead } from '../../src/contracts/index.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { MlpClassifierHead } from '../../src/heads/mlp-classifier-head.js';
import { prepareBackend } from '../../src/training/backend.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import { buildGraph, type GraphPlan } from '../../src/training/graph.js';
import { namedWeights, readWeights } from '../../src/training/weights.js';
import { STARS } from '../../src/util/rating-scale.js';
import { toyData } from './toy-data.js';

beforeAll(async () => {
  await prepareBackend();
});

const modalities = [
  { name: 'review', dimensions: 6 },
  { name: 'image', dimensions: 4 },
];
const head = new MlpClassifierHead({ hidden: [8], dropout: [0.5] });
const plan: GraphPlan = { modalities, fusion: new ConcatFusion(), head, scale: STARS, seed: 0 };

function fusionOf(build: FusionStrategy['build']): FusionStrategy {
  return { specVersion: 1, name: 'MyFusion', build };
}

function headOf(change: Partial<GraphRatingHead>): GraphRatingHead {
  return {
    kind: 'graph',
    specVersion: 1,
    name: 'MyHead',
    build: (fused, context) => head.build(fused, context),
    loss: (outputs, targets, scale) => head.loss(outputs, targets, scale),
    decode: (outputs) => head.decode(outputs),
    ...change,
  };
}

describe('buildGraph', () => {
  it('has values and presence of every modality as inputs and one output per rating', () => {
    const { model, modalityLayers } = buildGraph(plan);
    expect(model.inputs.map(({ shape }) => shape)).toEqual([
      [null, 6],
      [null, 1],
      [null, 4],
      [null, 1],
    ]);
    expect(model.outputs[0]!.shape).toEqual([null, 5]);
    expect(modalityLayers).toHaveLength(2);
    model.dispose();
  });

  it('starts from weights that depend on the seed alone, seed 0 included', () => {
    const initial = (seed: number) => {
      const { model } = buildGraph({ ...plan, seed });
      const values = readWeights(namedWeights(model));
      model.dispose();
      return values;
    };
    expect(initial(0)).toEqual(initial(0));
    expect(initial(1)).not.toEqual(initial(0));
    expect(Object.keys(initial(1))).toEqual(Object.keys(initial(0)));
  });

  it('leaves nothing but the weights in memory', () => {
    const before = memory().numTensors;
    const { model } = buildGraph(plan);
    expect(memory().numTensors - before).toBe(namedWeights(model).length);
    model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('hands a fusion named modalities with presence, and takes one that uses only some', () => {
    const names: string[] = [];
    const firstOnly = fusionOf((inputs) => {
      names.push(...inputs.map(({ name, dimensions }) => `${name} ${dimensions}`));
      return inputs[0]!.values;
    });
    const { model } = buildGraph({ ...plan, fusion: firstOnly });
    expect(names).toEqual(['review 6', 'image 4']);
    const output = tidy(() => {
      const inputs = model.inputs.map(({ shape }) => ones([2, shape[1]!]));
      return (model.apply(inputs) as Tensor).shape;
    });
    expect(output).toEqual([2, 5]);
    model.dispose();
  });

  it('refuses modalities without or with equal names', () => {
    const twice = [modalities[0]!, modalities[0]!];
    for (const bad of [[], twice]) {
      expect(() => buildGraph({ ...plan, modalities: bad })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it.each<[string, FusionStrategy['build']]>([
    [
      'three axes',
      ([first]) => layers.reshape({ targetShape: [2, 3] }).apply(first!.values) as SymbolicTensor,
    ],
    ['nothing', () => undefined as unknown as SymbolicTensor],
  ])('names a fusion that returns %s', (_, build) => {
    expect(() => buildGraph({ ...plan, fusion: fusionOf(build) })).toThrow(
      expect.objectContaining({ code: 'DIMENSION_MISMATCH', message: expect.stringContaining('"MyFusion"') }),
    );
  });

  it('names a head that returns three axes', () => {
    const build: GraphRatingHead['build'] = (fused) =>
      layers.reshape({ targetShape: [5, 2] }).apply(fused) as SymbolicTensor;
    expect(() => buildGraph({ ...plan, head: headOf({ build }) })).toThrow(
      expect.objectContaining({ code: 'DIMENSION_MISMATCH', message: expect.stringContaining('"MyHead"') }),
    );
  });
});

describe('a graph head that breaks its contract', () => {
  it.each<[string, Partial<GraphRatingHead>, RegExp]>([
    [
      'a loss per row',
      { loss: (outputs) => sum(outputs, 1) as unknown as Scalar },
      /one number .* shape \[2\]/,
    ],
    ['no loss', { loss: () => undefined as unknown as Scalar }, /one number/],
    [
      'a column too few',
      { decode: (outputs) => slice(outputs, [0, 0], [-1, 4]) },
      /\[batch, 5\].*shape \[2, 4\]/,
    ],
    ['one axis', { decode: (outputs) => sum(outputs, 1) as unknown as Tensor2D }, /\[batch, 5\]/],
    ['logits', { decode: (outputs) => outputs.clone() }, /sum to 1/],
  ])('is refused before training: %s', async (_, change, message) => {
    const before = memory().numTensors;
    const fit = fitRatingModel({
      data: toyData(),
      fusion: new ConcatFusion(),
      head: headOf(change),
      seed: 1,
      label: '',
    });
    await expect(fit).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: expect.stringMatching(message),
    });
    expect(memory().numTensors).toBe(before);
  });

  it('is accepted when it keeps it', async () => {
    const options = { epochs: 1 };
    const model = await fitRatingModel({
      data: toyData(),
      fusion: new ConcatFusion(),
      head: headOf({}),
      options,
      seed: 1,
      label: '',
    });
    expect(model.history.epochs).toHaveLength(1);
    model.dispose();
  });
});
