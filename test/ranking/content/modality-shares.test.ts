import { describe, expect, it } from 'vitest';
import { modalityShares, weightsOf } from '../../../src/ranking/content/modality-shares.js';

describe('modalityShares', () => {
  it('divides the weights of what an item has by their sum', () => {
    const shares = modalityShares([1, 3], [Float32Array.of(2, 0, 1, 0), Float32Array.of(1, 1, 0, 0)]);
    expect(shares.map((share) => Array.from(share))).toEqual([
      [0.25, 0, 1, 0],
      [0.75, 1, 0, 0],
    ]);
  });

  it('gives 0 where what an item has weighs nothing', () => {
    expect(modalityShares([0], [[1]]).map((share) => Array.from(share))).toEqual([[0]]);
    expect(modalityShares([], [])).toEqual([]);
  });
});

describe('weightsOf', () => {
  it('takes 1 for what is not named', () => {
    expect(weightsOf('Test', { image: 0.5 }, ['text', 'image'])).toEqual([1, 0.5]);
  });

  it('lets weights pass where there are no modalities at all', () => {
    expect(weightsOf('Test', { image: 0.5 }, [])).toEqual([]);
  });

  it('refuses names that there are not', () => {
    expect(() => weightsOf('Test', { imgae: 1 }, ['image'])).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        data: { unknown: ['imgae'], modalities: ['image'] },
      }),
    );
  });
});
