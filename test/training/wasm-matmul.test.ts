import '@tensorflow/tfjs-layers'; // registers the gradients
import {
  matMul,
  memory,
  type Scalar,
  square,
  sum,
  type Tensor,
  tensor,
  tidy,
  variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareBackend, startCpu } from '../../src/training/backend.js';
import { installTransposingMatMul, restoreStockMatMul } from '../../src/training/wasm-matmul.js';
import { createRandom } from '../../src/util/random.js';

/** Rows, inner and columns of the product, and the batch dimensions of both sides. */
const shapes: { m: number; k: number; n: number; left?: number[]; right?: number[] }[] = [
  { m: 1, k: 1, n: 1 },
  { m: 1, k: 7, n: 3 },
  { m: 5, k: 1, n: 4 },
  { m: 4, k: 6, n: 1 },
  { m: 3, k: 4, n: 5 },
  { m: 2, k: 33, n: 65 },
  { m: 65, k: 33, n: 2 },
  { m: 3, k: 4, n: 5, left: [2], right: [2] },
  { m: 3, k: 4, n: 5, left: [1], right: [4] },
  { m: 3, k: 4, n: 5, left: [4], right: [1] },
  { m: 2, k: 9, n: 17, left: [2, 3], right: [2, 3] },
  { m: 1, k: 9, n: 17, left: [2, 1, 2], right: [2, 1, 2] },
];
const flags = [false, true].flatMap((a) => [false, true].map((b) => [a, b] as const));
const cases = shapes.flatMap((shape) =>
  flags.map(([transposeA, transposeB]) => ({ ...shape, transposeA, transposeB })),
);

function operands({ m, k, n, left = [], right = [], transposeA, transposeB }: (typeof cases)[number]) {
  const random = createRandom(m * 100 + k * 10 + n);
  const fill = (shape: number[]) =>
    tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
      shape,
    );
  return {
    a: fill([...left, ...(transposeA ? [k, m] : [m, k])]),
    b: fill([...right, ...(transposeB ? [n, k] : [k, n])]),
  };
}

function product(input: (typeof cases)[number]): { shape: number[]; values: number[] } {
  return tidy(() => {
    const { a, b } = operands(input);
    const result: Tensor = matMul(a, b, input.transposeA, input.transposeB);
    return { shape: result.shape, values: [...result.dataSync()] };
  });
}

describe('the transposing matrix product', () => {
  const expected: ReturnType<typeof product>[] = [];
  beforeAll(async () => {
    await startCpu();
    expected.push(...cases.map(product));
    await prepareBackend();
  });

  it.each(cases.map((input, index) => ({ input, index, title: JSON.stringify(input) })))(
    'equals the cpu backend for $title',
    ({ input, index }) => {
      const got = product(input);
      expect(got.shape).toEqual(expected[index]!.shape);
      got.values.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[index]!.values[i]!, 5);
      });
    },
  );

  it('frees what it makes on the way', () => {
    for (const input of cases) product(input);
    const before = memory();
    for (const input of cases) product(input);
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  it('leaves its operands usable, in gradients too', () => {
    const gradients = tidy(() => {
      const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
      const w = variable(tensor([1, -1, 2, -2, 3, -3], [3, 2]));
      const { grads } = variableGrads(() => sum(square(matMul(x, w))) as Scalar, [w]);
      const values = [...grads[w.name]!.dataSync(), ...x.dataSync(), ...w.dataSync()];
      w.dispose();
      return values;
    });
    expect(gradients).toEqual([284, -284, 376, -376, 468, -468, 1, 2, 3, 4, 5, 6, 1, -1, 2, -2, 3, -3]);
  });
});

describe('installing', () => {
  afterAll(() => installTransposingMatMul());

  it('can be repeated and undone', () => {
    const input = cases.find(({ transposeA, transposeB, m }) => transposeA && transposeB && m === 3)!;
    const ours = product(input);
    installTransposingMatMul();
    restoreStockMatMul();
    restoreStockMatMul();
    const stock = product(input);
    expect(stock.shape).toEqual(ours.shape);
    stock.values.forEach((value, i) => {
      expect(value).toBeCloseTo(ours.values[i]!, 5);
    });
  });
});
