import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FusionStrategy, ModalityInput } from '../../src/contracts/index.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import { input } from './toy-fit.js';

/** Joins modalities and puts a layer behind them for which there is no rule. */
class LeakyFusion implements FusionStrategy {
  readonly specVersion = 1;
  readonly name = 'LeakyFusion';

  build(inputs: readonly ModalityInput[]): SymbolicTensor {
    const all = layers.concatenate().apply(inputs.map(({ values }) => values)) as SymbolicTensor;
    return layers.prelu({}).apply(all) as SymbolicTensor;
  }
}

describe('a model with a layer that cannot be compiled', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('is trained by tfjs with backend "auto", which says so once', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    for (let fit = 0; fit < 2; fit++) {
      const model = await fitRatingModel(input({ fusion: new LeakyFusion() }));
      expect(model.history.backend).toBe('wasm');
      model.dispose();
    }
    const said = warn.mock.calls.flat().filter((message) => String(message).includes('PReLU'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^Training with tfjs, which is slower: The layer "p_re_lu_\w+" \(PReLU\)/);
  });

  it('is refused with backend "onnx", by the name of the layer', async () => {
    await expect(
      fitRatingModel(input({ fusion: new LeakyFusion(), options: { backend: 'onnx' } })),
    ).rejects.toMatchObject({
      code: 'UNSUPPORTED_LAYER',
      message: expect.stringMatching(/"p_re_lu_\w+" \(PReLU\)/),
    });
  });

  it('cannot be exported, and predicts all the same', async () => {
    const given = input({ fusion: new LeakyFusion(), options: { backend: 'tfjs' } });
    const model = await fitRatingModel(given);
    expect((await model.predict(given.data.columns, given.data.validation)).dimensions).toBe(5);
    expect(() => model.exportOnnx()).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_LAYER' }));
    model.dispose();
  });
});
