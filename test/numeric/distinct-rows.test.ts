import { describe, expect, it } from 'vitest';
import { distinctRows } from '../../src/numeric/distinct-rows.js';
import type { ModalityColumn } from '../../src/types.js';

function column(rowIndex: number[]): ModalityColumn {
  const data = Float32Array.of(3, 4, 0, 0, 0, 2);
  return { name: 'text', matrix: { data, rows: 3, dimensions: 2 }, rowIndex: Int32Array.from(rowIndex) };
}

describe('distinctRows', () => {
  it('reads the matrix where it lies when items have its rows in order', () => {
    const given = column([0, 1, 2]);
    const { data, rows, inverseLength } = distinctRows(given);
    expect(data.buffer).toBe(given.matrix.data.buffer);
    expect(rows).toBe(3);
    expect(Array.from(inverseLength)).toEqual([0.2, Number.NaN, 0.5]);
  });

  it('orders rows by the first item that has them, and leaves unused ones out', () => {
    const distinct = distinctRows(column([2, -1, 0, 2]));
    expect(Array.from(distinct.data)).toEqual([0, 2, 3, 4]);
    expect(distinct.rowOfItem).toEqual(Int32Array.of(0, -1, 1, 0));
    expect(distinct.itemStart).toEqual(Int32Array.of(0, 2, 3));
    expect(distinct.item).toEqual(Int32Array.of(0, 3, 2));
  });

  it('gives the same object for the same column, another for other items', () => {
    const given = column([0, 1, 2]);
    const first = distinctRows(given);
    expect(distinctRows(given)).toBe(first);
    expect(distinctRows({ ...given, rowIndex: Int32Array.of(2, 1, 0) })).not.toBe(first);
  });
});
