import { describe, expect, it } from 'vitest';
import { fitStandardization, identityStandardization } from '../../src/training/standardization.js';
import type { ModalityColumn } from '../../src/types.js';

const column: ModalityColumn = {
  name: 'image',
  // Dimensions: varying, constant, constant up to rounding.
  matrix: { data: Float32Array.of(1, 5, 0.3, 4, 5, 0.3, 100, 100, 100), rows: 3, dimensions: 3 },
  rowIndex: Int32Array.of(0, 0, 1, -1, 2),
};

describe('fitStandardization', () => {
  it('counts a shared vector once per row and leaves absent and other rows out', async () => {
    const { mean, scale } = await fitStandardization(column, Int32Array.of(0, 1, 2, 3));
    expect(mean[0]).toBeCloseTo(2, 6);
    expect(scale[0]).toBeCloseTo(1 / Math.sqrt(2), 6);
  });

  it('keeps the size of constant dimensions', async () => {
    const { mean, scale } = await fitStandardization(column, Int32Array.of(0, 1, 2, 3));
    expect([...scale.slice(1)]).toEqual([1, 1]);
    expect(mean[1]).toBe(5);
  });

  it('mutes a modality that no training row has', async () => {
    const { mean, scale } = await fitStandardization(column, Int32Array.of(3));
    expect([...mean, ...scale]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('identityStandardization', () => {
  it('changes nothing', () => {
    const { mean, scale } = identityStandardization(2);
    expect([...mean, ...scale]).toEqual([0, 0, 1, 1]);
  });
});
