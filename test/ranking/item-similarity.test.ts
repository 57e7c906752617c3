import { describe, expect, it } from 'vitest';
import { cosine, itemSimilarity, querySimilarity, vectorOf } from '../../src/ranking/item-similarity.js';
import type { ModalityColumn } from '../../src/types.js';

const text: ModalityColumn = {
  name: 'text',
  matrix: { data: Float32Array.of(1, 0, 3, 4, 0, 2), rows: 3, dimensions: 2 },
  // Items 0 and 3 share a row.
  rowIndex: Int32Array.of(1, 0, -1, 1, 2),
};
const image: ModalityColumn = {
  name: 'image',
  matrix: { data: Float32Array.of(1, 1, 1, -1, -1, -1), rows: 2, dimensions: 3 },
  rowIndex: Int32Array.of(0, 1, 0, -1, -1),
};

describe('cosine', () => {
  it('is the angle, whatever the lengths', () => {
    expect(cosine(Float32Array.of(3, 4), Float32Array.of(10, 0))).toBeCloseTo(0.6, 10);
    expect(cosine(Float32Array.of(1, 2), Float32Array.of(-2, -4))).toBeCloseTo(-1, 10);
    expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 0))).toBe(0);
  });
});

describe('itemSimilarity', () => {
  it('is the mean over the modalities that both have', () => {
    expect(itemSimilarity([text, image], 0, 1)).toBeCloseTo((0.6 - 1) / 2, 6);
    expect(itemSimilarity([text, image], 0, 3)).toBeCloseTo(1, 6);
    expect(itemSimilarity([text, image], 0, 4)).toBeCloseTo(0.8, 6);
    expect(itemSimilarity([text, image], 0, 2)).toBeCloseTo(1, 6);
  });

  it('is 0 for items that share none', () => {
    expect(itemSimilarity([text, image], 2, 3)).toBe(0);
    expect(itemSimilarity([], 0, 1)).toBe(0);
  });
});

describe('querySimilarity', () => {
  it('looks at the modalities that the query has', () => {
    const query = new Map([['text', Float32Array.of(0, 1)]]);
    expect(querySimilarity([text, image], query, 0)).toBeCloseTo(0.8, 6);
    expect(querySimilarity([text, image], query, 2)).toBe(0);
    query.set('image', Float32Array.of(-1, -1, -1));
    expect(querySimilarity([text, image], query, 0)).toBeCloseTo((0.8 - 1) / 2, 6);
  });
});

describe('vectorOf', () => {
  it('finds the row of an item', () => {
    expect(vectorOf(text, 3)).toEqual(Float32Array.of(3, 4));
    expect(vectorOf(text, 2)).toBeUndefined();
  });
});
