import { describe, expect, it } from 'vitest';
import type { EstimatorFitInput, EstimatorRatingHead } from '../../src/contracts/index.js';
import { ConcatFusion } from '../../src/fusion/concat-fusion.js';
import { fitRatingModel, restoreRatingModel } from '../../src/training/fit-rating-model.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { TrainingData } from '../../src/training/types.js';
import type { EmbeddingMatrix } from '../../src/types.js';
import { toyData } from './toy-data.js';

/** Predicts the weighted class shares of the training rows for every row, and remembers what it was given. */
class ShareHead implements EstimatorRatingHead {
  readonly kind = 'estimator';
  readonly specVersion = 1;
  readonly name = 'ShareHead';
  shares = new Float32Array(5);
  given: EstimatorFitInput[] = [];

  async fit(training: EstimatorFitInput, validation: EstimatorFitInput): Promise<void> {
    this.given = [training, validation];
    this.shares = new Float32Array(5);
    const total = training.weights.reduce((sum, weight) => sum + weight, 0);
    training.classIndex.forEach((index, row) => {
      this.shares[index]! += training.weights[row]! / total;
    });
  }

  async predict({ rows }: EmbeddingMatrix): Promise<EmbeddingMatrix> {
    const data = new Float32Array(rows * 5);
    for (let row = 0; row < rows; row++) data.set(this.shares, row * 5);
    return { data, rows, dimensions: 5 };
  }
}

class StatefulShareHead extends ShareHead {
  saveState = () => ({ json: { kind: 'shares' }, arrays: { shares: this.shares.slice() } });
  restoreState = ({ arrays }: { readonly arrays?: Readonly<Record<string, Float32Array>> }) => {
    this.shares = arrays!.shares!.slice();
  };
}

const fitHead = (head: EstimatorRatingHead, data: TrainingData, options: TrainingOptions = {}) =>
  fitRatingModel({
    data,
    fusion: new ConcatFusion(),
    head,
    // Calibration asks the head for predictions, which some of these tests are about.
    options: { calibration: 'none', intervalCoverage: null, ...options },
    seed: 5,
    label: 'full',
  });

describe('an estimator head', () => {
  const data = toyData({ rows: 80 });

  it('is fitted on standardised modalities side by side, zeros where absent, and presence columns', async () => {
    const head = new ShareHead();
    const model = await fitHead(head, data);
    const [training, validation] = head.given as [EstimatorFitInput, EstimatorFitInput];
    expect(training.features).toMatchObject({ rows: 60, dimensions: 12 });
    expect(validation.features).toMatchObject({ rows: 20, dimensions: 12 });
    const column = (index: number) =>
      Array.from({ length: 60 }, (_, row) => training.features.data[row * 12 + index]!);
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const reviews = column(0);
    expect(mean(reviews)).toBeCloseTo(0, 5);
    expect(mean(reviews.map((value) => value ** 2))).toBeCloseTo(1, 5);
    expect(column(10).every((present) => present === 1)).toBe(true);
    const absent = [...data.train].filter((row) => data.columns[1]!.rowIndex[row] === -1);
    expect(absent.length).toBeGreaterThan(3);
    for (const row of absent) {
      expect([...training.features.data.slice(row * 12 + 6, row * 12 + 10)]).toEqual([0, 0, 0, 0]);
      expect(training.features.data[row * 12 + 11]).toBe(0);
    }
    expect(model.history).toMatchObject({ epochs: [], bestEpoch: 0, backend: 'none', stoppedEarly: false });
  });

  it('sees the values as they are with standardize: false, weights of the classes, and weight 1 in validation', async () => {
    const head = new ShareHead();
    await fitHead(head, data, { standardize: false, classWeights: [1, 2, 3, 4, 5] });
    const [training, validation] = head.given as [EstimatorFitInput, EstimatorFitInput];
    expect([...training.features.data.slice(0, 6)]).toEqual([...data.columns[0]!.matrix.data.slice(0, 6)]);
    training.classIndex.forEach((index, row) => {
      expect(training.weights[row]).toBe(index + 1);
    });
    expect(validation.weights.every((weight) => weight === 1)).toBe(true);
    expect(validation.classIndex[0]).toBe(data.classIndex[60]);
  });

  it('is saved with its state and restored with it', async () => {
    const model = await fitHead(new StatefulShareHead(), data);
    const expected = await model.predict(data.columns, data.validation);
    const modalities = data.columns.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions }));
    const restore = (state = model.saveState()) =>
      restoreRatingModel({
        modalities,
        fusion: new ConcatFusion(),
        head: new StatefulShareHead(),
        scale: data.scale,
        seed: 5,
        state,
      });
    const restored = await restore();
    expect(await restored.predict(data.columns, data.validation)).toEqual(expected);
    expect(restored.history).toEqual(model.history);
    const { json, arrays } = model.saveState();
    const cut = { ...arrays, '1/mean': new Float32Array(3) };
    await expect(restore({ json, arrays: cut })).rejects.toMatchObject({
      code: 'SAVE_CORRUPT',
      message: expect.stringContaining('"image"'),
    });
  });

  it('can serve several models when it has a state', async () => {
    const head = new StatefulShareHead();
    const first = await fitHead(head, data);
    const expected = await first.predict(data.columns, data.validation);
    const second = await fitHead(head, data, { classWeights: 'none' });
    expect(await second.predict(data.columns, data.validation)).not.toEqual(expected);
    expect(await first.predict(data.columns, data.validation)).toEqual(expected);
  });

  it('raises NOT_FITTED when it was fitted for another model and has no state', async () => {
    const head = new ShareHead();
    const first = await fitHead(head, data);
    await fitHead(head, data);
    await expect(first.predict(data.columns, data.validation)).rejects.toMatchObject({
      code: 'NOT_FITTED',
      message: expect.stringContaining('ShareHead'),
    });
  });

  it.each<[string, (rows: number) => EmbeddingMatrix]>([
    ['too few rows', (rows) => ({ data: new Float32Array((rows - 1) * 5), rows: rows - 1, dimensions: 5 })],
    ['other classes', (rows) => ({ data: new Float32Array(rows * 4), rows, dimensions: 4 })],
    ['no probabilities', (rows) => ({ data: new Float32Array(rows * 5).fill(1), rows, dimensions: 5 })],
    ['NaN', (rows) => ({ data: new Float32Array(rows * 5).fill(Number.NaN), rows, dimensions: 5 })],
  ])('is refused when it returns %s', async (_, returned) => {
    const head = new ShareHead();
    head.predict = async ({ rows }) => returned(rows);
    const model = await fitHead(head, data);
    await expect(model.predict(data.columns, data.validation)).rejects.toMatchObject({
      code: 'DIMENSION_MISMATCH',
      message: expect.stringContaining('ShareHead'),
    });
  });

  it('hears the abort signal', async () => {
    const controller = new AbortController();
    const head = new ShareHead();
    head.fit = async () => controller.abort();
    const call = { signal: controller.signal };
    const run = fitRatingModel({ data, fusion: new ConcatFusion(), head, seed: 5, label: 'full' }, call);
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
