import {
  type Scalar,
  serialization,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { input, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ModalityLayer } from '../../src/fusion/modality-layer.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

function build() {
  const values = input({ shape: [2] });
  const present = input({ shape: [1] });
  const layer = new ModalityLayer({});
  const output = layer.apply([values, present]) as SymbolicTensor;
  return { layer, output, model: model({ inputs: [values, present], outputs: output }) };
}

const batch = () => [tensor2d([1, 2, 3, 4, 0, 0], [3, 2]), tensor2d([1, 1, 0], [3, 1])];

describe('ModalityLayer', () => {
  it('passes present rows through and replaces absent ones', () => {
    const { layer, output, model } = build();
    expect(output.shape).toEqual([null, 2]);
    const weights = layer.getWeights();
    const absent = tidy(() => {
      layer.setWeights([tensor1d([7, 8]), weights[1]!, weights[2]!]);
      return [...(model.apply(batch()) as Tensor).dataSync()];
    });
    expect(absent).toEqual([1, 2, 3, 4, 7, 8]);
    model.dispose();
  });

  it('standardises present rows only', () => {
    const { layer, model } = build();
    layer.setStandardization(Float32Array.of(1, 2), Float32Array.of(0.5, 2));
    const values = tidy(() => [...(model.apply(batch()) as Tensor).dataSync()]);
    expect(values).toEqual([0, 0, 1, 4, 0, 0]);
    model.dispose();
  });

  it('trains the absent vector and nothing else', () => {
    const { layer, model } = build();
    expect(layer.trainableWeights.map(({ originalName }) => originalName.split('/').at(-1))).toEqual([
      'absent',
    ]);
    const gradient = tidy(() => {
      const absent = layer.trainableWeights[0]!.read() as Variable;
      const { grads } = variableGrads(() => sum(model.apply(batch()) as Tensor) as Scalar, [absent]);
      return [...grads[absent.name]!.dataSync()];
    });
    expect(gradient).toEqual([1, 1]);
    model.dispose();
  });

  it('is known to the registry of tfjs by its class name', () => {
    const { classNameMap } = serialization.SerializationMap.getMap();
    expect(classNameMap.ModalityLayer?.[0]).toBe(ModalityLayer);
  });
});
