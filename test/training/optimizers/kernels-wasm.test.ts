import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import createAssembler from 'wabt';
import { dropoutMask, maskState } from '../../../src/fusion/seeded-dropout.js';
import { PLAIN_KERNELS } from '../../../src/training/optimizers/kernels.js';
import { KERNELS_WASM } from '../../../src/training/optimizers/kernels-wasm.js';
import { openMaskMemory, openMemory } from '../../../src/training/optimizers/memory.js';
import { createRandom } from '../../../src/util/random.js';

it('the embedded loops are those of kernels.wat', async () => {
  const source = new URL('../../../src/training/optimizers/kernels.wat', import.meta.url);
  const { parseWat } = await createAssembler();
  const module = parseWat('kernels.wat', readFileSync(source, 'utf8'), { simd: true });
  const assembled = Buffer.from(module.toBinary({}).buffer).toString('base64');
  module.destroy();
  // After a change of kernels.wat, this is the text to put into kernels-wasm.ts.
  expect(KERNELS_WASM).toBe(assembled);
});

describe('vectorised loops', () => {
  const SIZE = 1001;
  const fresh = () => {
    const random = createRandom(4);
    const values = () => Float32Array.from({ length: SIZE }, () => 2 * random() - 1);
    return { weights: values(), gradient: values(), first: values(), second: values().map(Math.abs) };
  };
  const vectors = () => {
    const { arrays, kernels } = openMemory([SIZE, SIZE, SIZE, SIZE]);
    const plain = fresh();
    const [weights, gradient, first, second] = arrays as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const block = { weights, gradient, first, second };
    for (const name of ['weights', 'gradient', 'first', 'second'] as const) block[name].set(plain[name]);
    return { plain, block, kernels };
  };
  const close = (actual: Float32Array, expected: Float32Array) => {
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
    }
  };

  it('move weights and moments as the plain ones do', () => {
    const { plain, block, kernels } = vectors();
    expect(kernels).not.toBe(PLAIN_KERNELS);
    for (const each of [
      (k: typeof kernels, b: typeof block) => k.adam(b, 0.01, 0.999, 0.5),
      (k: typeof kernels, b: typeof block) => k.sgd(b, 0.01, 0.9, false, 0.5),
      (k: typeof kernels, b: typeof block) => k.sgd(b, 0.01, 0.9, true, 1),
    ]) {
      each(PLAIN_KERNELS, plain);
      each(kernels, block);
      for (const name of ['weights', 'first', 'second'] as const) close(block[name], plain[name]);
    }
    expect(kernels.squares(block.gradient)).toBeCloseTo(PLAIN_KERNELS.squares(plain.gradient), 10);
  });

  it.each([
    [0.4, 12345, 0],
    [0.2, -7, 3],
    [0.999, 2 ** 31 + 5, 1000],
  ])('draw the mask of rate %f, seed %i, step %i', (rate, seed, step) => {
    const memory = openMaskMemory(SIZE)!;
    memory.fill(SIZE, maskState(seed, step), Math.ceil(rate * 2 ** 32), 1 / (1 - rate));
    expect(memory.values).toEqual(dropoutMask(SIZE, rate, seed, step));
  });
});
