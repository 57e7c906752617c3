import { type Random, shuffle } from '../../util/random.js';
import type { Parts, Shares } from './parts.js';

/** Rows at random; the sizes of the parts are the shares, rounded. */
export function randomParts(rows: number, shares: Shares, random: Random): Parts {
  const order = shuffle(Int32Array.from({ length: rows }, (_, index) => index) as Int32Array, random);
  const test = Math.round(rows * shares.test);
  const validation = Math.round(rows * shares.validation);
  return {
    test: [...order.subarray(0, test)],
    validation: [...order.subarray(test, test + validation)],
    train: [...order.subarray(test + validation)],
  };
}
