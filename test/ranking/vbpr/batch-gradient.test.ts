import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MatrixProduct, openMatrixProduct } from '../../../src/numeric/matrix-product.js';
import { batchGradient } from '../../../src/ranking/vbpr/batch-gradient.js';
import { denseTranspose } from '../../../src/ranking/vbpr/dense-transpose.js';
import type { VbprParameters } from '../../../src/ranking/vbpr/parameters.js';
import { SparseAdam } from '../../../src/ranking/vbpr/sparse-adam.js';
import { FIXTURE, largestDifference, parametersOf, scattered, triplesOf } from './fixture.js';

const { shape, learningRate, steps, start } = FIXTURE;
const rows = Float32Array.from(FIXTURE.features);
const features = { rows, columns: denseTranspose(rows, shape.items, shape.features) };
let product: MatrixProduct;
beforeAll(async () => {
  product = await openMatrixProduct();
});
afterAll(() => product.release());

const gradientOf = (step: number, parameters: VbprParameters) =>
  batchGradient(triplesOf(steps[step]!), parameters, shape, features, FIXTURE, product);

describe('batchGradient', () => {
  it('agrees with automatic differentiation in PyTorch', async () => {
    const { loss, gradients } = steps[0]!;
    const own = await gradientOf(0, parametersOf(start));
    expect(own.loss).toBeCloseTo(loss, 6);
    const user = scattered(own.userRows, own.user, gradients.user.length);
    const item = scattered(own.itemRows, own.item, gradients.item.length);
    expect(largestDifference(user, gradients.user)).toBeLessThan(1e-6);
    expect(largestDifference(item, gradients.item)).toBeLessThan(1e-6);
    expect(largestDifference(own.content, gradients.content)).toBeLessThan(1e-6);
  });

  it('agrees with finite differences of its own loss', async () => {
    const parameters = parametersOf(start);
    const free = { regularization: 0, contentRegularization: 0 };
    const run = (values: VbprParameters) =>
      batchGradient(triplesOf(steps[0]!), values, shape, features, free, product);
    const { userRows, user, itemRows, item, content } = await run(parameters);
    const analytic = {
      user: scattered(userRows, user, parameters.user.length),
      item: scattered(itemRows, item, parameters.item.length),
      content,
    };
    const step = 2e-3;
    for (const table of ['user', 'item', 'content'] as const) {
      for (let index = 0; index < parameters[table].length; index += 3) {
        const losses: number[] = [];
        for (const sign of [1, -1]) {
          const moved = parametersOf(start);
          moved[table][index]! += sign * step;
          losses.push((await run(moved)).loss);
        }
        const slope = (losses[0]! - losses[1]!) / (2 * step);
        expect(Math.abs(slope - analytic[table][index]!), `${table}[${index}]`).toBeLessThan(2e-4);
      }
    }
  });

  it('is not upset by margins beyond the range of the exponential', async () => {
    const parameters = parametersOf(start);
    parameters.item[3] = 1e5;
    const triples = {
      user: Int32Array.of(0, 0),
      positive: Int32Array.of(0, 1),
      negative: Int32Array.of(1, 0),
      weight: Float32Array.of(1, 1),
    };
    const gradient = await batchGradient(triples, parameters, shape, features, FIXTURE, product);
    expect(gradient.loss / 5e4).toBeCloseTo(1, 3);
    for (const table of [gradient.user, gradient.item, gradient.content]) {
      expect(table.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('steps of SparseAdam and Adam', () => {
  it('agree with PyTorch over several batches that touch other rows each', async () => {
    const parameters = parametersOf(start);
    const user = new SparseAdam(parameters.user, shape.factors + shape.contentFactors);
    const item = new SparseAdam(parameters.item, shape.factors + 1);
    const content = new SparseAdam(parameters.content, shape.contentFactors + 1);
    const everyFeature = Int32Array.from({ length: shape.features }, (_, row) => row);
    const touched = new Set<number>();
    for (const [step, { after }] of steps.entries()) {
      const gradient = await gradientOf(step, parameters);
      for (const row of gradient.userRows) touched.add(row);
      user.update(gradient.userRows, gradient.user, learningRate);
      item.update(gradient.itemRows, gradient.item, learningRate);
      content.update(everyFeature, gradient.content, learningRate);
      for (const table of ['user', 'item', 'content'] as const) {
        expect(largestDifference(parameters[table], after[table]), `${table} after ${step}`).toBeLessThan(
          2e-5,
        );
      }
    }
    const width = shape.factors + shape.contentFactors;
    const untouched = [...Array(shape.users).keys()].filter((row) => !touched.has(row));
    expect(untouched.length).toBeGreaterThan(0);
    for (const row of untouched) {
      const range = [row * width, (row + 1) * width] as const;
      expect([...parameters.user.slice(...range)]).toEqual([
        ...Float32Array.from(start.user).slice(...range),
      ]);
    }
  });
});
