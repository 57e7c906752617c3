import { describe, expect, it } from 'vitest';
import { AttentionFusion } from '../../src/fusion/attention-fusion.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { GatedFusion } from '../../src/fusion/gated-fusion.js';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import { input } from './toy-fit.js';

describe('auxiliaryLoss', () => {
  it.each([
    ['GatedFusion', () => new GatedFusion({ dimensions: 8 })],
    ['AttentionFusion', () => new AttentionFusion({ dimensions: 8, heads: 2 })],
  ])('trains the same on both backends and leaves nothing in the model: %s', async (_, fusion) => {
    const train = (backend: 'onnx' | 'tfjs', auxiliaryLoss: number) =>
      fitRatingModel(input({ fusion: fusion(), options: { backend, auxiliaryLoss, epochs: 3 } }));
    const [native, reference, without] = [
      await train('onnx', 0.5),
      await train('tfjs', 0.5),
      await train('onnx', 0),
    ];
    const losses = native.history.epochs.map(({ loss }) => loss);
    reference.history.epochs.forEach(({ loss }, epoch) => {
      expect(Math.abs(loss - losses[epoch]!)).toBeLessThan(1e-3);
    });
    // It counts in training.
    expect(losses[0]).toBeGreaterThan(without.history.epochs[0]!.loss + 0.3);
    const names = ({ saveState }: { saveState: () => { arrays?: object } }) =>
      Object.keys(saveState().arrays ?? {}).length;
    expect(names({ saveState: () => native.saveState() })).toBe(
      names({ saveState: () => without.saveState() }),
    );
    expect(native.history.parameters).toBe(without.history.parameters);
    for (const model of [native, reference, without]) model.dispose();
  });

  it('needs a fusion that projects its modalities', async () => {
    await expect(
      fitRatingModel(input({ fusion: new ConcatFusion(), options: { auxiliaryLoss: 0.5 } })),
    ).rejects.toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining('ConcatFusion') });
  });
});
