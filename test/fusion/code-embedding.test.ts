import {
  cast,
  dispose,
  matMul,
  mul,
  oneHot,
  square,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CodeEmbedding } from '../../src/fusion/code-embedding.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

describe('CodeEmbedding', () => {
  it('gives every code its own row of the table', () => {
    const layer = new CodeEmbedding({ size: 4, dimensions: 3, seed: 7 });
    const values = layer.apply(tensor2d([[2], [0], [2]])) as Tensor;
    const table = layer.getWeights()[0]!.dataSync();
    expect(values.shape).toEqual([3, 3]);
    expect([...values.dataSync()]).toEqual([
      ...table.slice(6, 9),
      ...table.slice(0, 3),
      ...table.slice(6, 9),
    ]);
  });

  it('starts from the same vectors for the same seed, within half of zero', () => {
    const table = (seed: number) => {
      const layer = new CodeEmbedding({ size: 50, dimensions: 4, seed });
      layer.apply(tensor2d([[0]]));
      return [...layer.getWeights()[0]!.dataSync()];
    };
    expect(table(1)).toEqual(table(1));
    expect(table(1)).not.toEqual(table(2));
    expect(Math.max(...table(1).map(Math.abs))).toBeLessThanOrEqual(0.5);
  });

  it('has the gradient of a product with one-hot rows, codes that repeat in a batch added up', () => {
    const layer = new CodeEmbedding({ size: 4, dimensions: 3, seed: 7 });
    const codes = tensor2d([[2], [0], [2], [3]]);
    layer.apply(codes);
    const variable = layer.weights[0]!.read() as Variable;
    const factors = tensor2d([1, -2, 3, 0.5, 4, 1, 2, 2, -1, 0, 1, 5], [4, 3]);
    const gradient = (values: () => Tensor) => {
      const { grads } = variableGrads(() => sum(square(mul(values(), factors))), [variable]);
      return grads[variable.name]!.dataSync();
    };
    const own = gradient(() => layer.apply(codes, { training: true }) as Tensor);
    const hot = cast(oneHot(tensor1d([2, 0, 2, 3], 'int32'), 4), 'float32');
    const reference = gradient(() => matMul(hot, variable as unknown as Tensor));
    expect(own.length).toBe(12);
    for (const [index, value] of own.entries()) expect(value).toBeCloseTo(reference[index]!, 6);
    expect([...own.slice(3, 6)]).toEqual([0, 0, 0]);
    dispose([codes, factors, hot]);
  });
});
