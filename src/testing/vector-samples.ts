import type { Neighbours } from '../contracts/index.js';
import type { EmbeddingMatrix } from '../types.js';

/** Rows of numbers as a matrix. */
export function matrixOf(rows: readonly (readonly number[])[]): EmbeddingMatrix {
  return { data: Float32Array.from(rows.flat()), rows: rows.length, dimensions: rows[0]!.length };
}

/** `id-0`, `id-1`, ... */
export function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, row) => `id-${row}`);
}

/** Vectors around a few centres, as embeddings lie; the same for the same arguments. */
export function sampleVectors(rows: number, dimensions: number, seed = 0): EmbeddingMatrix {
  const data = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < dimensions; column++) {
      const centre = noise((row % 7) * 131 + column, 1);
      data[row * dimensions + column] = centre + 0.8 * noise(row * dimensions + column, 17 + seed);
    }
  }
  return { data, rows, dimensions };
}

/** The exact answer in double precision; ids as {@link namesOf} gives them. */
export function bruteForce(
  vectors: EmbeddingMatrix,
  queries: EmbeddingMatrix,
  k: number,
): { readonly ids: string[]; readonly similarities: number[] }[] {
  return Array.from({ length: queries.rows }, (_, query) => {
    const cosines = Array.from({ length: vectors.rows }, (_, row) => cosine(queries, query, vectors, row));
    const order = [...cosines.keys()].sort((one, other) => cosines[other]! - cosines[one]! || one - other);
    const nearest = order.slice(0, k);
    return { ids: nearest.map((row) => `id-${row}`), similarities: nearest.map((row) => cosines[row]!) };
  });
}

/** Share of the wanted ids that was found, over all queries. */
export function recallOf(
  found: readonly Neighbours[],
  wanted: readonly { readonly ids: readonly string[] }[],
): number {
  const hits = wanted.map(({ ids }, query) => ids.filter((id) => found[query]?.ids.includes(id)).length);
  const all = wanted.reduce((sum, { ids }) => sum + ids.length, 0);
  return hits.reduce((sum, count) => sum + count, 0) / all;
}

function cosine(left: EmbeddingMatrix, row: number, right: EmbeddingMatrix, other: number): number {
  let product = 0;
  let leftSquares = 0;
  let rightSquares = 0;
  for (let column = 0; column < left.dimensions; column++) {
    const one = left.data[row * left.dimensions + column]!;
    const two = right.data[other * right.dimensions + column]!;
    product += one * two;
    leftSquares += one * one;
    rightSquares += two * two;
  }
  return product === 0 ? 0 : product / Math.sqrt(leftSquares * rightSquares);
}

/** A number between -1 and 1 that looks random, the same for the same arguments. */
function noise(index: number, seed: number): number {
  const value = Math.sin(index * 12.9898 + seed * 78.233) * 43758.5453;
  return 2 * (value - Math.floor(value)) - 1;
}
