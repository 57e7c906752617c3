import { describe, expect, it } from 'vitest';
import { GrowingColumn } from '../../src/ranking/growing-column.js';

const start = () => ({
  name: 'text',
  matrix: { data: Float32Array.of(1, 2, 3, 4), rows: 2, dimensions: 2 },
  rowIndex: Int32Array.of(0, -1, 1, 0),
});

describe('GrowingColumn', () => {
  it('shows what it was made of, as one object until it changes', () => {
    const growing = new GrowingColumn(start());
    expect(growing.column).toEqual(start());
    expect(growing.column).toBe(growing.column);
    expect(growing.vector(1)).toBeUndefined();
    expect([...growing.vector(2)!]).toEqual([3, 4]);
  });

  it('takes hundreds of new items, with and without a vector', () => {
    const growing = new GrowingColumn(start());
    for (let item = 4; item < 400; item++)
      growing.set(item, item % 3 === 0 ? undefined : Float32Array.of(item, -item));
    const { column } = growing;
    expect(column.rowIndex).toHaveLength(400);
    for (let item = 4; item < 400; item++) {
      expect(growing.vector(item) && [...growing.vector(item)!]).toEqual(
        item % 3 === 0 ? undefined : [item, -item],
      );
    }
    expect([...growing.vector(2)!]).toEqual([3, 4]);
  });

  it('replaces one vector without touching items that shared the old one', () => {
    const growing = new GrowingColumn(start());
    const before = growing.column;
    growing.set(0, Float32Array.of(9, 9));
    growing.set(2, undefined);
    expect([...growing.vector(0)!]).toEqual([9, 9]);
    expect([...growing.vector(3)!]).toEqual([1, 2]);
    expect(growing.vector(2)).toBeUndefined();
    expect(growing.column).not.toBe(before);
  });
});
