import { describe, expect, it } from 'vitest';
import { cholesky, solveLower, solveUpper } from '../../../src/encoders/adapted/cholesky.js';
import { createRandom } from '../../../src/util/random.js';

/** `B Bᵀ` of a random `[size, rank]` matrix. */
function gram(size: number, rank: number): Float64Array {
  const random = createRandom(2);
  const b = Float64Array.from({ length: size * rank }, () => random() - 0.5);
  return Float64Array.from({ length: size * size }, (_, index) => {
    const [i, j] = [Math.floor(index / size), index % size];
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[i * rank + k]! * b[j * rank + k]!;
    return sum;
  });
}

describe('cholesky', () => {
  it.each([1, 2, 7, 50])('factorises and solves, size %d', async (size) => {
    const matrix = gram(size, size + 3);
    const lower = Float64Array.from(matrix);
    expect(await cholesky(lower, size)).toBe(true);
    const wanted = Float64Array.from({ length: size }, (_, i) => Math.cos(i));
    const x = Float64Array.from({ length: size }, (_, i) =>
      wanted.reduce((sum, value, j) => sum + matrix[i * size + j]! * value, 0),
    );
    solveLower(lower, size, x);
    solveUpper(lower, size, x);
    for (const [i, value] of x.entries()) expect(value).toBeCloseTo(wanted[i]!, 6);
  });

  it('says no to matrices that are singular, indefinite or no numbers', async () => {
    expect(await cholesky(gram(6, 4), 6)).toBe(false);
    expect(await cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(await cholesky(new Float64Array(4), 2)).toBe(false);
    expect(await cholesky(Float64Array.of(Number.NaN, 0, 0, 1), 2)).toBe(false);
  });

  it('stops when it is told to', async () => {
    await expect(cholesky(gram(3, 3), 3, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
