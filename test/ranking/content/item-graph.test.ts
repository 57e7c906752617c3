import { describe, expect, it } from 'vitest';
import type { SparseMatrix } from '../../../src/numeric/sparse.js';
import {
  addRow,
  EdgeList,
  itemGraph,
  restoreItemGraph,
  saveItemGraph,
} from '../../../src/ranking/content/item-graph.js';

function edges(...list: [from: number, to: number, value: number][]): EdgeList {
  const result = new EdgeList();
  for (const [from, to, value] of list) result.push(from, to, value);
  return result;
}

function dense(matrix: SparseMatrix): number[][] {
  return Array.from({ length: matrix.rows }, (_, row) => {
    const result = new Float64Array(matrix.columns);
    addRow(matrix, row, 1, result);
    return Array.from(result);
  });
}

describe('itemGraph', () => {
  const graph = itemGraph(3, edges([0, 1, 0.5], [2, 1, 0.25], [1, 0, 2]));

  it('can be read from both ends', () => {
    expect(dense(graph.incoming)).toEqual([
      [0, 2, 0],
      [0.5, 0, 0.25],
      [0, 0, 0],
    ]);
    expect(dense(graph.outgoing)).toEqual([
      [0, 0.5, 0],
      [2, 0, 0],
      [0, 0.25, 0],
    ]);
  });

  it('grows by items and edges, and keeps those that are there', () => {
    const grown = itemGraph(5, edges([3, 1, 4], [0, 4, 8], [4, 3, 16]), graph);
    expect(dense(grown.incoming)).toEqual([
      [0, 2, 0, 0, 0],
      [0.5, 0, 0.25, 4, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 16],
      [8, 0, 0, 0, 0],
    ]);
  });

  it('comes back from a state', () => {
    const arrays: Record<string, Float32Array> = {};
    saveItemGraph(graph, 'text', arrays);
    expect(restoreItemGraph('Test', { json: {}, arrays }, 'text', 3)).toEqual(graph);
    expect(() => restoreItemGraph('Test', { json: {}, arrays }, 'image', 3)).toThrow(
      expect.objectContaining({ code: 'SAVE_CORRUPT' }),
    );
    expect(() => restoreItemGraph('Test', { json: {}, arrays }, 'text', 4)).toThrow(/3 numbers instead of 4/);
  });
});
