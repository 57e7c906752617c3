import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  modalitiesJson,
  modalitiesSchema,
  requireFitted,
  savedArray,
  savedIntegers,
  savedJson,
} from '../../src/ranking/saved-state.js';

const state = {
  json: { modalities: modalitiesJson([{ name: 'text', dimensions: 3 }]) },
  arrays: {
    whole: Float32Array.of(-1, 0, 4),
    half: Float32Array.of(0.5),
    endless: Float32Array.of(Infinity),
  },
};
const corrupt = expect.objectContaining({ code: 'SAVE_CORRUPT' });
const range = { least: -1, below: 5 };

describe('what is there', () => {
  it('comes back', () => {
    expect(savedJson('Test', state, z.object({ modalities: modalitiesSchema }))).toEqual(state.json);
    expect(savedArray('Test', state, 'half', 1)).toBe(state.arrays.half);
    expect(savedIntegers('Test', state, 'whole', range)).toEqual(Int32Array.of(-1, 0, 4));
    expect(requireFitted('Test', state)).toBe(state);
  });
});

describe('SAVE_CORRUPT', () => {
  it.each<[string, () => unknown]>([
    ['another json part', () => savedJson('Test', state, z.object({ items: z.number() }))],
    ['a missing array', () => savedArray('Test', state, 'none')],
    ['no arrays', () => savedArray('Test', { json: {} }, 'whole')],
    ['another length', () => savedArray('Test', state, 'whole', 2)],
    ['an infinite number', () => savedArray('Test', state, 'endless')],
    ['a fraction', () => savedIntegers('Test', state, 'half', range)],
    ['too small a number', () => savedIntegers('Test', state, 'whole', { least: 0, below: 5 })],
    ['too large a number', () => savedIntegers('Test', state, 'whole', { least: -1, below: 4 })],
  ])('for %s', (_what, call) => {
    expect(call).toThrow(corrupt);
  });
});

it('NOT_FITTED before a fit', () => {
  expect(() => requireFitted('Test', undefined)).toThrow(expect.objectContaining({ code: 'NOT_FITTED' }));
});
