import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MatrixProduct, openMatrixProduct } from '../../../src/numeric/matrix-product.js';
import { contentFeatures, fitContentMap } from '../../../src/ranking/vbpr/content-map.js';
import { principalAxes } from '../../../src/ranking/vbpr/principal-axes.js';
import { createRandom } from '../../../src/util/random.js';
import { FIXTURE } from './fixture.js';

let product: MatrixProduct;
beforeAll(async () => {
  product = await openMatrixProduct();
});
afterAll(() => product.release());

describe('principalAxes', () => {
  it('finds the leading eigenvectors that NumPy finds, up to their signs', async () => {
    const { size, count, covariance, axes: expected } = FIXTURE.principalAxes;
    const { axes, count: found } = await principalAxes(
      Float32Array.from(covariance),
      size,
      count,
      3,
      product,
    );
    expect(found).toBe(count);
    for (let column = 0; column < count; column++) {
      let cosine = 0;
      for (let row = 0; row < size; row++)
        cosine += axes[row * count + column]! * expected[row * count + column]!;
      expect(Math.abs(cosine)).toBeCloseTo(1, 5);
    }
  });

  it('leaves out directions without variance', async () => {
    const covariance = new Float32Array(100);
    covariance[0] = 4;
    covariance[11] = 1;
    const { axes, count } = await principalAxes(covariance, 10, 5, 3, product);
    expect(count).toBe(2);
    expect(Math.abs(axes[0]!)).toBeCloseTo(1, 5);
  });
});

describe('content features', () => {
  const rows = 60;
  const dimensions = 40;
  const random = createRandom(5);
  // Three directions and very little else, around a mean far from 0, of the size of some encoders' vectors.
  const directions = Float32Array.from({ length: 3 * dimensions }, () => random() - 0.5);
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    const amounts = [random() - 0.5, random() - 0.5, random() - 0.5];
    for (let i = 0; i < dimensions; i++) {
      const part = amounts.reduce((sum, amount, k) => sum + amount * directions[k * dimensions + i]!, 0);
      data[row * dimensions + i] = 30 * (1 + part + 1e-4 * random());
    }
  }
  const rowIndex = Int32Array.from({ length: rows + 2 }, (_, item) =>
    item < rows ? item : item === rows ? -1 : 0,
  );
  const column = { name: 'text', matrix: { data, rows, dimensions }, rowIndex };

  it('are centred, of length 1 in the root mean square, and zero where the modality is absent', async () => {
    const map = await fitContentMap(column, { limit: 64, seed: 1 }, product);
    expect(map.width).toBe(dimensions);
    const features = await contentFeatures(map, column, product);
    let squares = 0;
    for (let i = 0; i < dimensions; i++) {
      let sum = 0;
      for (let item = 0; item < rows + 2; item++) sum += features[item * dimensions + i]!;
      expect(sum).toBeCloseTo(0, 3);
    }
    for (const value of features) squares += value * value;
    expect(squares / (rows + 1)).toBeCloseTo(1, 4);
    expect(features.subarray(rows * dimensions, (rows + 1) * dimensions).every((value) => value === 0)).toBe(
      true,
    );
    const [first, last] = [0, rows + 1].map((item) =>
      features.subarray(item * dimensions, (item + 1) * dimensions),
    );
    expect(last).toEqual(first);
  });

  it('keep distances between items when they are cut to the directions in which items differ', async () => {
    const whole = await fitContentMap(column, { limit: 64, seed: 1 }, product);
    const cut = await fitContentMap(column, { limit: 8, seed: 1 }, product);
    expect(cut.width).toBeLessThanOrEqual(8);
    const [long, short] = [
      await contentFeatures(whole, column, product),
      await contentFeatures(cut, column, product),
    ];
    for (const [left, right] of [
      [0, 1],
      [5, 40],
      [3, rows],
    ] as const) {
      expect(distance(short, cut.width, left, right)).toBeCloseTo(distance(long, dimensions, left, right), 2);
    }
  });

  it('are zero for a modality that no item has, and for embeddings that are all the same', async () => {
    const absent = { ...column, rowIndex: new Int32Array(4).fill(-1) };
    const same = { ...column, rowIndex: new Int32Array(4).fill(2) };
    for (const each of [absent, same]) {
      for (const limit of [8, 64]) {
        const map = await fitContentMap(each, { limit, seed: 1 }, product);
        const features = await contentFeatures(map, each, product);
        expect(features.length).toBe(4 * map.width);
        expect(features.every((value) => Math.abs(value) < 1e-3)).toBe(true);
      }
    }
  });
});

function distance(features: Float32Array, width: number, left: number, right: number): number {
  let squares = 0;
  for (let i = 0; i < width; i++)
    squares += (features[left * width + i]! - features[right * width + i]!) ** 2;
  return Math.sqrt(squares);
}
