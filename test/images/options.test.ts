import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { IMAGE_DEFAULTS } from '../../src/images/options.js';

describe('IMAGE_DEFAULTS', () => {
  it('cannot be changed', () => expect(Object.isFrozen(IMAGE_DEFAULTS)).toBe(true));

  it('says in the doc comments what it holds', () => {
    const source = readFileSync(new URL('../../src/images/options.ts', import.meta.url), 'utf8');
    const documented = [...source.matchAll(/@default (.+?)\s*(?:\*\/|\n\s*\*\/)\s*readonly (\w+)\?/g)];
    const values = documented.map(([, value = '', key = '']) => [key, value.replace(/^`|`$/g, '')]);
    const expected = Object.entries(IMAGE_DEFAULTS).map(([key, value]) => [
      key,
      typeof value === 'number' ? value.toLocaleString('en-US') : String(value),
    ]);
    expect(values).toEqual(expected);
  });
});
