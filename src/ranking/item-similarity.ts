import type { ModalityColumn } from '../types.js';

/** Cosine similarity of two vectors of one length; 0 when one of them is zero. */
export function cosine(one: Float32Array, other: Float32Array): number {
  let product = 0;
  let oneSquared = 0;
  let otherSquared = 0;
  for (let d = 0; d < one.length; d++) {
    const left = one[d]!;
    const right = other[d]!;
    product += left * right;
    oneSquared += left * left;
    otherSquared += right * right;
  }
  const length = Math.sqrt(oneSquared * otherSquared);
  return length === 0 ? 0 : product / length;
}

/** Mean cosine similarity of two items over the modalities that both have; 0 when they share none. */
export function itemSimilarity(columns: readonly ModalityColumn[], one: number, other: number): number {
  return meanSimilarity(columns, (column) => vectorOf(column, one), other);
}

/** Mean cosine similarity between a query and an item over the modalities that both have; 0 when they share none. */
export function querySimilarity(
  columns: readonly ModalityColumn[],
  query: ReadonlyMap<string, Float32Array>,
  item: number,
): number {
  return meanSimilarity(columns, ({ name }) => query.get(name), item);
}

/** The vector of an item in a column; undefined where it has none. Not a copy. */
export function vectorOf({ matrix, rowIndex }: ModalityColumn, item: number): Float32Array | undefined {
  const row = rowIndex[item]!;
  return row < 0 ? undefined : matrix.data.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions);
}

function meanSimilarity(
  columns: readonly ModalityColumn[],
  vectorIn: (column: ModalityColumn) => Float32Array | undefined,
  item: number,
): number {
  let sum = 0;
  let shared = 0;
  for (const column of columns) {
    const one = vectorIn(column);
    const other = vectorOf(column, item);
    if (one === undefined || other === undefined) continue;
    sum += cosine(one, other);
    shared += 1;
  }
  return shared === 0 ? 0 : sum / shared;
}
