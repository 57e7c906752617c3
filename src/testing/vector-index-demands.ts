import type { Neighbours, VectorIndex } from '../contracts/index.js';
import type { EmbeddingMatrix } from '../types.js';
import { demand } from './demands.js';
import { bruteForce, matrixOf } from './vector-samples.js';

/** Directions that everybody can tell apart: along the axes, between the first two, and opposite to the first. */
export const AXES: Readonly<Record<string, readonly number[]>> = {
  east: [1, 0, 0],
  north: [0, 2, 0],
  up: [0, 0, 0.5],
  'north-east': [3, 3, 0],
  west: [-1, 0, 0],
};

/** Adds them, in this order. */
export async function addAxes(index: VectorIndex): Promise<void> {
  await index.upsert(Object.keys(AXES), matrixOf(Object.values(AXES)));
}

/** Demands these first neighbours with these similarities. */
export function demandNeighbours(
  found: Neighbours,
  ids: readonly string[],
  similarities: readonly number[],
  count: number,
  tolerance: number,
): void {
  const first = found.ids.slice(0, count);
  demand(
    first.join() === ids.join() &&
      similarities.every((value, place) => Math.abs(found.similarities[place]! - value) <= tolerance),
    `the nearest are ${ids.join(', ')} with cosine similarities ${similarities.join(', ')}.`,
    `${found.ids.join(', ')} with ${[...found.similarities].join(', ')}.`,
    'return ids by descending cosine similarity.',
  );
}

/** Demands that what is called a similarity is the cosine, in descending order. */
export function demandCosines(
  found: readonly Neighbours[],
  vectors: EmbeddingMatrix,
  queries: EmbeddingMatrix,
  tolerance: number,
): void {
  const exactly = bruteForce(vectors, queries, vectors.rows);
  for (const [query, { ids, similarities }] of found.entries()) {
    const cosines = new Map(
      exactly[query]!.ids.map((id, place) => [id, exactly[query]!.similarities[place]!]),
    );
    for (const [place, id] of ids.entries()) {
      const value = similarities[place]!;
      demand(
        Math.abs(value - cosines.get(id)!) <= tolerance && (place === 0 || value <= similarities[place - 1]!),
        'similarities are cosines in descending order.',
        `query ${query} gives "${id}" ${value} in place ${place}; the cosine is ${cosines.get(id)}.`,
        'return cosine similarities; if compression makes them inexact, raise the tolerance of the suite.',
      );
    }
  }
}
