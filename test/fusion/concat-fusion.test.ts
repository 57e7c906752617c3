import { type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { input, model } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { prepareBackend } from '../../src/training/backend.js';

beforeAll(async () => {
  await prepareBackend();
});

const modality = (name: string, dimensions: number) => ({
  name,
  dimensions,
  values: input({ shape: [dimensions] }),
  present: input({ shape: [1] }),
});

describe('ConcatFusion', () => {
  it('puts the modalities side by side in their order', () => {
    const inputs = [modality('review', 2), modality('image', 1)];
    const fused = new ConcatFusion().build(inputs);
    expect(fused.shape).toEqual([null, 3]);
    const graph = model({ inputs: inputs.map(({ values }) => values), outputs: fused });
    const values = tidy(() => {
      const batch = [tensor2d([1, 2, 3, 4], [2, 2]), tensor2d([5, 6], [2, 1])];
      return [...(graph.apply(batch) as Tensor).dataSync()];
    });
    expect(values).toEqual([1, 2, 5, 3, 4, 6]);
  });

  it('returns a single modality as it is', () => {
    const only = modality('review', 768);
    expect(new ConcatFusion().build([only])).toBe(only.values);
  });

  it('has nothing to configure', () => {
    const fusion = new ConcatFusion();
    expect(fusion.config()).toEqual({});
    expect(fusion.name).toBe('ConcatFusion');
  });
});
