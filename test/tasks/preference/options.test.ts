import { MultimodalRecommender, type RecommenderOptions } from 'multimodal-recommender';
import { describe, expect, it } from 'vitest';
import { itemText } from '../../../src/tasks/preference/item-text.js';
import { PREFERENCE_DEFAULTS, resolvePreferenceOptions } from '../../../src/tasks/preference/options.js';

describe('itemText', () => {
  it('is what is known, the most telling first, one line each', () => {
    const item = { description: 'D.', features: ['F1', 'F2'], title: 'T', categories: ['A', 'B'], price: 3 };
    expect(itemText({ itemId: 'x', ...item })).toBe('T\nA, B\nF1. F2\nD.');
  });

  it('has no empty lines, and is empty for a bare item', () => {
    expect(itemText({ itemId: 'x', title: 'T', categories: [], features: [], description: '' })).toBe('T');
    expect(itemText({ itemId: 'x', price: 3 })).toBe('');
  });
});

describe('preference options', () => {
  it('overlay the defaults', () => {
    expect(resolvePreferenceOptions()).toEqual({
      ...PREFERENCE_DEFAULTS,
      itemText: undefined,
      likedFrom: undefined,
    });
    expect(resolvePreferenceOptions({ userDimensions: 0, reviews: false })).toMatchObject({
      userDimensions: 0,
      reviews: false,
      predictRatings: true,
    });
  });

  it.each([
    { userDimensions: -1 },
    { userDimensions: 1.5 },
    { unknownUserRate: -0.1 },
    { unknownUserRate: 1 },
    { unknownUserRate: Number.NaN },
    { likedFrom: Number.NaN },
    { unheardOf: 1 } as object,
  ])('refuse %o', (options) => {
    expect(() => resolvePreferenceOptions(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS' }),
    );
  });
});

describe('a recommender', () => {
  const without = { task: 'preference', textEncoder: null, imageEncoder: null } as const;
  const refused: [string, RecommenderOptions, RegExp][] = [
    [
      'nothing to predict ratings from',
      { ...without, preference: { userDimensions: 0 } },
      /nothing to learn/,
    ],
    ['a liking that nobody has', { task: 'preference', preference: { likedFrom: 6 } }, /nobody would like/],
    [
      'a liking above a scale of its own',
      { task: 'preference', scale: { min: 0, max: 1, step: 1 }, preference: { likedFrom: 2 } },
      /end at 1/,
    ],
    ['another task', { task: 'guess' as never }, /task must be/],
  ];
  it.each(refused)('is refused %s', (_name, options, message) => {
    expect(() => new MultimodalRecommender(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringMatching(message) }),
    );
  });

  it.each([
    { ...without },
    { ...without, preference: { userDimensions: 0, predictRatings: false } },
    { task: 'preference', preference: { likedFrom: 5 } },
    { task: 'preference', preference: { userDimensions: 0 } },
  ] as const)('may be made with %o', (options) => {
    expect(() => new MultimodalRecommender(options)).not.toThrow();
  });
});
