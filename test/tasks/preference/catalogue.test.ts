import { describe, expect, it } from 'vitest';
import { shelf } from './shelf.js';

describe('Catalogue', () => {
  it('knows items by id and number', () => {
    const catalogue = shelf();
    expect(catalogue.size).toBe(6);
    expect(catalogue.numberOf('i3')).toBe(3);
    expect(catalogue.numberOf('else')).toBe(-1);
    expect(catalogue.item(2).itemId).toBe('i2');
    expect(() => catalogue.requireNumber('else')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_ITEM', data: { itemId: 'else' } }),
    );
  });

  it('has the vectors of items that have one', () => {
    const catalogue = shelf();
    expect(catalogue.vector(2, 'image')).toEqual(Float32Array.of(0, 1, 0));
    expect(catalogue.vector(1, 'image')).toBeUndefined();
    expect(catalogue.vector(1, 'sound')).toBeUndefined();
  });

  it('takes in new items, with modalities that are not named left empty', () => {
    const catalogue = shelf();
    expect(catalogue.upsert({ itemId: 'new' }, new Map([['content', Float32Array.of(3, 4)]]))).toBe(6);
    expect(catalogue.size).toBe(7);
    expect(catalogue.vector(6, 'content')).toEqual(Float32Array.of(3, 4));
    expect(catalogue.vector(6, 'image')).toBeUndefined();
    for (const { rowIndex } of catalogue.columns) expect(rowIndex).toHaveLength(7);
  });

  it('replaces items, keeps vectors that are not named and drops those named as absent', () => {
    const catalogue = shelf();
    const changed = { itemId: 'i0', title: 'Changed' };
    expect(catalogue.upsert(changed, new Map([['content', undefined]]))).toBe(0);
    expect(catalogue.size).toBe(6);
    expect(catalogue.item(0)).toEqual(changed);
    expect(catalogue.vector(0, 'content')).toBeUndefined();
    expect(catalogue.vector(0, 'image')).toEqual(Float32Array.of(1, 0, 0));
    expect(catalogue.vector(3, 'image')).toEqual(Float32Array.of(1, 0, 0));
  });
});
