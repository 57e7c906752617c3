import { expect, it } from 'vitest';
import { applyPolynomial } from '../../../src/ranking/graph-filter/polynomial.js';

const double = (vector: Float64Array) => vector.map((value) => 2 * value);
/** Moves every entry one place on, the last to the first. */
const turn = (vector: Float64Array) => Float64Array.from(vector, (_, place) => vector.at(place - 1)!);

it('sums powers by their coefficients', () => {
  const vector = Float64Array.of(1, 3);
  expect(applyPolynomial([5, -1, 0.5], double, vector, 2)).toEqual(Float64Array.of(10, 30));
  expect(vector).toEqual(Float64Array.of(1, 3));
});

it('passes on only what lies within the items of the fit', () => {
  // 0 -> 1 -> 2 -> 3 -> 0, where 2 and 3 came later: paths end there.
  expect(applyPolynomial([1, 1, 1], turn, Float64Array.of(1, 0, 0, 0), 2)).toEqual(
    Float64Array.of(0, 1, 1, 0),
  );
  expect(applyPolynomial([1, 1, 1], turn, Float64Array.of(0, 0, 0, 1), 2)).toEqual(
    Float64Array.of(1, 1, 1, 0),
  );
});
