import { describe, expect, it, onTestFinished } from 'vitest';
import { type MatrixProduct, openMatrixProduct } from '../../src/numeric/matrix-product.js';

describe('matrix product', () => {
  it('multiplies matrices, the second as it is', async () => {
    const product = await open();
    const a = wave(7 * 5, 1);
    const b = wave(5 * 9, 2);
    const found = await product.multiply(a, 7, b, 9, 5);
    expectClose(
      found,
      reference(
        7,
        9,
        5,
        (row, inner) => a[row * 5 + inner]!,
        (inner, column) => b[inner * 9 + column]!,
      ),
    );
  });

  it('multiplies matrices, the second transposed', async () => {
    const product = await open();
    const a = wave(33 * 130, 3);
    const b = wave(70 * 130, 4);
    const found = await product.timesTransposed(a, 33, b, 70, 130);
    expectClose(
      found,
      reference(
        33,
        70,
        130,
        (row, inner) => a[row * 130 + inner]!,
        (inner, column) => b[column * 130 + inner]!,
      ),
    );
  });

  it('reads parts of larger matrices where they lie, and leaves them as they are', async () => {
    const product = await open();
    const memory = wave(40, 5);
    const before = memory.slice();
    const a = memory.subarray(3, 9);
    const b = memory.subarray(7, 19);
    const found = await product.timesTransposed(a, 2, b, 4, 3);
    expect(found).toHaveLength(8);
    expectClose(
      found,
      reference(
        2,
        4,
        3,
        (row, inner) => memory[3 + row * 3 + inner]!,
        (inner, column) => memory[7 + column * 3 + inner]!,
      ),
    );
    expect(memory).toEqual(before);
  });

  it('hands out results that later products leave alone', async () => {
    const product = await open();
    const first = await product.multiply(Float32Array.of(2), 1, Float32Array.of(3), 1, 1);
    const second = await product.multiply(Float32Array.of(5), 1, Float32Array.of(7), 1, 1);
    expect([...first, ...second]).toEqual([6, 35]);
  });

  it('writes into memory that it is given, and nowhere else', async () => {
    const product = await open();
    const memory = new Float32Array(8).fill(-1);
    const target = memory.subarray(2, 6);
    const found = await product.timesTransposed(wave(6, 1), 2, wave(6, 2), 2, 3, target);
    expect(found).toBe(target);
    expect([...memory.subarray(2, 6)]).toEqual([
      ...(await product.timesTransposed(wave(6, 1), 2, wave(6, 2), 2, 3)),
    ]);
    expect([memory[0], memory[1], memory[6], memory[7]]).toEqual([-1, -1, -1, -1]);
    const empty = new Float32Array();
    expect(await product.multiply(empty, 2, empty, 2, 0, target)).toEqual(new Float32Array(4));
    await expect(product.multiply(wave(4, 1), 2, wave(4, 2), 2, 2, empty)).rejects.toThrow(/Matrix target/);
  });

  it('knows products without rows, columns or summands', async () => {
    const product = await open();
    const nothing = new Float32Array();
    expect(await product.multiply(nothing, 0, wave(6, 1), 2, 3)).toHaveLength(0);
    expect(await product.timesTransposed(wave(6, 1), 2, nothing, 0, 3)).toHaveLength(0);
    expect(await product.multiply(nothing, 2, nothing, 2, 0)).toEqual(new Float32Array(4));
  });

  it('refuses matrices of another size than was said', async () => {
    const product = await open();
    await expect(product.multiply(wave(6, 1), 2, wave(5, 1), 2, 3)).rejects.toThrow(TypeError);
    await expect(product.timesTransposed(wave(7, 1), 2, wave(6, 1), 2, 3)).rejects.toThrow(
      /Matrix a holds 7 numbers/,
    );
  });

  it('lets the event loop run between two products', async () => {
    const product = await open();
    let ticked = false;
    setImmediate(() => {
      ticked = true;
    });
    await product.multiply(wave(4, 1), 2, wave(4, 2), 2, 2);
    expect(ticked).toBe(true);
  });

  it('keeps working for one user when another has released it, and opens anew after the last', async () => {
    const [first, second] = await Promise.all([openMatrixProduct(), openMatrixProduct()]);
    await first.release();
    await first.release();
    const one = Float32Array.of(1);
    await expect(first.multiply(one, 1, one, 1, 1)).rejects.toThrow(/released/);
    expect([...(await second.multiply(one, 1, one, 1, 1))]).toEqual([1]);
    await second.release();
    const third = await open();
    expect([...(await third.multiply(one, 1, one, 1, 1))]).toEqual([1]);
  });
});

async function open(): Promise<MatrixProduct> {
  const product = await openMatrixProduct();
  onTestFinished(() => product.release());
  return product;
}

function wave(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.sin(index * 12.9898 + seed * 78.233));
}

function reference(
  rows: number,
  columns: number,
  inner: number,
  a: (row: number, inner: number) => number,
  b: (inner: number, column: number) => number,
): number[] {
  return Array.from({ length: rows * columns }, (_, index) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a(Math.floor(index / columns), k) * b(k, index % columns);
    return sum;
  });
}

function expectClose(found: Float32Array, wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  for (const [index, value] of wanted.entries()) expect(found[index]).toBeCloseTo(value, 4);
}
