import { describe, expect, it } from 'vitest';
import { shuffleColumn } from '../../src/evaluation/shuffle-column.js';

const rowIndex = Int32Array.from({ length: 40 }, (_, row) => (row % 4 === 0 ? -1 : row % 7));
const column = { name: 'image', matrix: { data: new Float32Array(14), rows: 7, dimensions: 2 }, rowIndex };
const rows = Int32Array.from({ length: 20 }, (_, index) => index + 10);

describe('shuffleColumn', () => {
  const shuffled = shuffleColumn(column, rows, 1);
  const part = (list: Int32Array) => Array.from(rows, (row) => list[row]!);

  it('exchanges embeddings among the given rows only', () => {
    expect(part(shuffled.rowIndex)).not.toEqual(part(rowIndex));
    expect(part(shuffled.rowIndex).toSorted()).toEqual(part(rowIndex).toSorted());
    expect(shuffled.rowIndex.subarray(0, 10)).toEqual(rowIndex.subarray(0, 10));
    expect(shuffled.rowIndex.subarray(30)).toEqual(rowIndex.subarray(30));
  });

  it('leaves absent rows absent and present rows present', () => {
    const absent = (list: Int32Array) => Array.from(list, (index) => index < 0);
    expect(absent(shuffled.rowIndex)).toEqual(absent(rowIndex));
  });

  it('does not touch its input and shares the matrix', () => {
    expect(rowIndex[10]).toBe(3);
    expect(shuffled.matrix).toBe(column.matrix);
    expect(shuffled.name).toBe('image');
  });

  it('depends on the seed alone', () => {
    expect(shuffleColumn(column, rows, 1)).toEqual(shuffled);
    expect(shuffleColumn(column, rows, 2).rowIndex).not.toEqual(shuffled.rowIndex);
  });

  it('returns the column as it is when no given row has the modality', () => {
    const none = shuffleColumn(column, Int32Array.of(0, 4, 8), 1);
    expect(none.rowIndex).toEqual(rowIndex);
  });
});
