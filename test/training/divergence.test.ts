import { describe, expect, it } from 'vitest';
import { fitRatingModel } from '../../src/training/fit-rating-model.js';
import type { RatingColumn } from '../../src/types.js';
import { toyData } from './toy-data.js';
import { input } from './toy-fit.js';

const data = toyData({ absent: 0 });
const [review, image] = data.columns;

/** The columns, of which one turns into NaN after some reads, as a disk or a driver gone wrong does. */
function breaking(after: number): RatingColumn[] {
  let reads = 0;
  const { matrix, ...column } = review!;
  const read = async (rows: Int32Array, target: Float32Array) => {
    const broken = ++reads > after;
    rows.forEach((row, position) => {
      for (let d = 0; d < matrix.dimensions; d++)
        target[position * matrix.dimensions + d] = broken
          ? Number.NaN
          : matrix.data[row * matrix.dimensions + d]!;
    });
  };
  const { rows, dimensions } = matrix;
  return [
    { ...column, matrix: { rows, dimensions, fingerprint: 'breaking', read } },
    image!,
  ] as RatingColumn[];
}

// 90 training rows in batches of 16: 6 reads an epoch, 30 validation rows: 2 reads.
const BATCHES = 6;
const READS = BATCHES + 2;
const options = {
  standardize: false,
  modalityDropout: 0,
  calibration: 'none',
  intervalCoverage: null,
} as const;

describe.each(['onnx', 'tfjs'] as const)('a loss that is no number any more: %s', (backend) => {
  it('ends training with the best weights so far, and says at which step and learning rate', async () => {
    const two = await fitRatingModel(input({ data, options: { ...options, backend, epochs: 2 } }));
    const broken = { ...data, columns: breaking(2 * READS + 3) };
    const model = await fitRatingModel(input({ data: broken, options: { ...options, backend, epochs: 9 } }));
    expect(model.history.diverged).toEqual({
      epoch: 3,
      step: 2 * BATCHES + 4,
      learningRate: 0.01,
      loss: 'NaN',
    });
    expect(model.history.epochs).toEqual(two.history.epochs);
    expect(model.history.stoppedEarly).toBe(false);
    expect(model.saveState().arrays).toEqual(two.saveState().arrays);
    for (const one of [two, model]) one.dispose();
  });

  it('is an error while there are no good weights to go back to', async () => {
    const broken = { ...data, columns: breaking(3) };
    await expect(
      fitRatingModel(input({ data: broken, options: { ...options, backend } })),
    ).rejects.toMatchObject({
      code: 'TRAINING_DIVERGED',
      message: expect.stringContaining('at step 4 (epoch 1) with learning rate 0.01'),
      data: { step: 4, learningRate: 0.01 },
    });
  });
});
