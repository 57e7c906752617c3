import { describe, expect, it } from 'vitest';
import {
  cleanText,
  confidenceLevel,
  count,
  decimal,
  decimalInterval,
  percent,
  percentInterval,
  pointsInterval,
  short,
  signedInterval,
  truncate,
} from '../../src/reporting/format.js';

describe('numbers', () => {
  it('groups thousands', () => {
    expect([0, 999, 1000, 25_000, 1_034_885].map(count)).toEqual([
      '0',
      '999',
      '1,000',
      '25,000',
      '1,034,885',
    ]);
  });

  it('rounds shares and errors', () => {
    expect([percent(0.63449), percent(1), decimal(0.51249), decimal(12)]).toEqual([
      '63.4 %',
      '100.0 %',
      '0.512',
      '12.000',
    ]);
  });

  it('has no negative zero', () => {
    expect([percent(-0.0001), decimal(-0.0001)]).toEqual(['0.0 %', '0.000']);
  });

  it('shows intervals', () => {
    const interval = { value: 0.5, low: 0.4, high: 0.6 };
    expect(percentInterval(interval)).toBe('50.0 % [40.0, 60.0]');
    expect(decimalInterval(interval)).toBe('0.500 [0.400, 0.600]');
  });

  it('signs differences but not zero', () => {
    const interval = { value: -0.032, low: -0.051, high: 0.01 };
    expect(pointsInterval(interval)).toBe('-3.2 [-5.1, +1.0]');
    expect(signedInterval({ value: 0, low: -0.00001, high: 0.25 })).toBe('0.000 [0.000, +0.250]');
  });

  it('shortens without losing what matters', () => {
    expect([0.1 + 0.2, 0.00025, 64, 1e-7].map(short)).toEqual(['0.3', '0.00025', '64', '1e-7']);
    expect([0.95, 0.999].map(confidenceLevel)).toEqual(['95', '99.9']);
  });
});

describe('cleanText', () => {
  it('replaces what a terminal or reader would obey', () => {
    expect(cleanText('a\u001b[31mb\u202ec\nd\ud800')).toBe('a\ufffd[31mb\ufffdc\ufffdd\ufffd');
  });

  it('keeps other languages and emoji', () => {
    expect(cleanText('日本語 ñ \u{1f600}')).toBe('日本語 ñ \u{1f600}');
  });
});

describe('truncate', () => {
  it('cuts whole characters and says so', () => {
    expect(truncate('abcdef', 6)).toBe('abcdef');
    expect(truncate('abcdefg', 6)).toBe('abcde…');
    expect(truncate('\u{1f600}\u{1f600}\u{1f600}', 2)).toBe('\u{1f600}…');
  });
});
