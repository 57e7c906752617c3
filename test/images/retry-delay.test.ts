import { describe, expect, it } from 'vitest';
import { backoffDelay, parseRetryAfter } from '../../src/images/retry-delay.js';

describe('backoffDelay', () => {
  it('doubles up to the maximum', () => {
    expect([0, 1, 2, 3, 60].map((retry) => backoffDelay(retry, 500, 3000))).toEqual([
      500, 1000, 2000, 3000, 3000,
    ]);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.UTC(2024, 0, 1, 12, 0, 0);

  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['Mon, 01 Jan 2024 12:00:30 GMT', 30_000],
    ['Mon, 01 Jan 2024 11:00:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
  ])('reads %j as %j ms', (value, expected) => expect(parseRetryAfter(value, now)).toBe(expected));
});
