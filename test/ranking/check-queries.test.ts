import { expect, it } from 'vitest';
import { checkQueries } from '../../src/ranking/check-queries.js';

it('accepts queries within the catalogue, empty ones too', () => {
  const queries = [
    { user: -1, liked: Int32Array.of() },
    { user: 7, liked: Int32Array.of(0, 4), weight: Float32Array.of(1, 2) },
  ];
  expect(() => checkQueries('Test', queries, 5)).not.toThrow();
});

it.each([
  ['an item beyond the catalogue', { user: -1, liked: Int32Array.of(5) }, /within 0 to 4, but one is 5/],
  ['a negative item', { user: -1, liked: Int32Array.of(-1) }, /one is -1/],
  [
    'too few weights',
    { user: -1, liked: Int32Array.of(1, 2), weight: Float32Array.of(1) },
    /2 liked items come with 1 weights/,
  ],
])('RangeError for %s', (_what, query, message) => {
  expect(() => checkQueries('Test', [query], 5)).toThrow(RangeError);
  expect(() => checkQueries('Test', [query], 5)).toThrow(message);
});
