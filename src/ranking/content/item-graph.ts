import { type SparseMatrix, transpose } from '../../numeric/sparse.js';
import type { PluginState } from '../../types.js';
import { corrupt, savedArray, savedIntegers } from '../saved-state.js';

/** Edges between items as they are made: from a liked item to one that it speaks for. */
export class EdgeList {
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly value: number[] = [];

  push(from: number, to: number, value: number): void {
    this.from.push(from);
    this.to.push(to);
    this.value.push(value);
  }
}

/** A weighted graph of items, to be read from both ends. */
export interface ItemGraph {
  /** Row `j`: the items that speak for `j`. */
  readonly incoming: SparseMatrix;
  /** Row `i`: the items that `i` speaks for. */
  readonly outgoing: SparseMatrix;
}

/** The graph of these edges, together with those of an earlier one of fewer items. No edge may come twice. */
export function itemGraph(items: number, edges: EdgeList, earlier?: ItemGraph): ItemGraph {
  const kept = earlier?.incoming;
  const rowStart = new Int32Array(items + 1);
  for (let row = 0; row < (kept?.rows ?? 0); row++)
    rowStart[row + 1] = kept!.rowStart[row + 1]! - kept!.rowStart[row]!;
  for (const to of edges.to) rowStart[to + 1]! += 1;
  for (let row = 0; row < items; row++) rowStart[row + 1]! += rowStart[row]!;
  const column = new Int32Array(rowStart[items]!);
  const value = new Float32Array(rowStart[items]!);
  const next = rowStart.slice(0, items);
  for (let row = 0; row < (kept?.rows ?? 0); row++) {
    const start = kept!.rowStart[row]!;
    const end = kept!.rowStart[row + 1]!;
    column.set(kept!.column.subarray(start, end), next[row]!);
    value.set(kept!.value.subarray(start, end), next[row]!);
    next[row]! += end - start;
  }
  for (const [edge, to] of edges.to.entries()) {
    const place = next[to]!++;
    column[place] = edges.from[edge]!;
    value[place] = edges.value[edge]!;
  }
  const incoming = { rows: items, columns: items, rowStart, column, value };
  return { incoming, outgoing: transpose(incoming) };
}

/** Adds what {@link restoreItemGraph} needs to the arrays of a state. */
export function saveItemGraph(
  { incoming }: ItemGraph,
  prefix: string,
  arrays: Record<string, Float32Array>,
): void {
  const { rows, rowStart, column, value } = incoming;
  arrays[`${prefix}.counts`] = Float32Array.from(
    { length: rows },
    (_, row) => rowStart[row + 1]! - rowStart[row]!,
  );
  arrays[`${prefix}.sources`] = Float32Array.from(column);
  arrays[`${prefix}.values`] = value;
}

/** The inverse of {@link saveItemGraph}. Raises `SAVE_CORRUPT`. */
export function restoreItemGraph(
  owner: string,
  state: PluginState,
  prefix: string,
  items: number,
): ItemGraph {
  const incoming = restoreSparse(owner, state, prefix, items, items);
  return { incoming, outgoing: transpose(incoming) };
}

/** A sparse matrix from the arrays `counts`, `sources` and `values` of a state. Raises `SAVE_CORRUPT`. */
export function restoreSparse(
  owner: string,
  state: PluginState,
  prefix: string,
  rows: number,
  columns: number,
): SparseMatrix {
  const counts = savedIntegers(owner, state, `${prefix}.counts`, {
    least: 0,
    below: columns + 1,
    length: rows,
  });
  const rowStart = new Int32Array(rows + 1);
  for (let row = 0; row < rows; row++) rowStart[row + 1] = rowStart[row]! + counts[row]!;
  const column = savedIntegers(owner, state, `${prefix}.sources`, { least: 0, below: columns });
  const value = savedArray(owner, state, `${prefix}.values`);
  if (column.length !== rowStart[rows] || value.length !== column.length) {
    throw corrupt(owner, `the entries of "${prefix}" are not as many as are counted`);
  }
  return { rows, columns, rowStart, column, value };
}

/** `result += factor * row`: a row of a sparse matrix added to a dense vector. */
export function addRow(
  { rowStart, column, value }: SparseMatrix,
  row: number,
  factor: number,
  result: Float64Array,
): void {
  const end = rowStart[row + 1]!;
  for (let entry = rowStart[row]!; entry < end; entry++) result[column[entry]!]! += factor * value[entry]!;
}
