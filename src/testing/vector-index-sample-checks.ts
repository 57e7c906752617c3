import type { VectorIndex } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand } from './demands.js';
import { demandCosines } from './vector-index-demands.js';
import { bruteForce, namesOf, recallOf, sampleVectors } from './vector-samples.js';

const NEAREST = 10;

/** Makes a check that gets an empty index of its own. */
export type MakeCheck = (
  name: string,
  body: (index: VectorIndex) => void | Promise<void>,
) => ConformanceCheck;

/** The checks of an index that need more than a handful of vectors. */
export function sampleChecks(
  check: MakeCheck,
  { least, tolerance }: { readonly least: number; readonly tolerance: number },
): ConformanceCheck[] {
  return [
    check('finds the nearest of several hundred vectors', async (index) => {
      const vectors = sampleVectors(600, 24);
      const queries = sampleVectors(40, 24, 1);
      await index.upsert(namesOf(600), vectors);
      const found = await index.search(queries, NEAREST);
      const share = recallOf(found, bruteForce(vectors, queries, NEAREST));
      demand(
        share >= least,
        `at least ${least} of the ${NEAREST} nearest vectors are found.`,
        `${share}.`,
        least === 1
          ? 'compare with every vector, or test with `exact: false`.'
          : 'build or search the index with more effort.',
      );
      demandCosines(found, vectors, queries, tolerance);
    }),
    check('answers every query by itself', async (index) => {
      const vectors = sampleVectors(300, 24);
      const queries = sampleVectors(12, 24, 2);
      await index.upsert(namesOf(300), vectors);
      const together = await index.search(queries, 3);
      for (let row = 0; row < queries.rows; row++) {
        const data = queries.data.slice(row * 24, (row + 1) * 24);
        const [alone] = await index.search({ data, rows: 1, dimensions: 24 }, 3);
        demand(
          alone!.ids.join() === together[row]!.ids.join(),
          'a query alone finds what it finds among others.',
          `query ${row}: ${alone!.ids} alone, ${together[row]!.ids} among others.`,
          'keep queries apart.',
        );
      }
    }),
    check('leaves vectors and queries as they are, and copies what it keeps', async (index) => {
      const vectors = sampleVectors(20, 24);
      const queries = sampleVectors(3, 24, 3);
      const before = [...vectors.data, ...queries.data].join();
      await index.upsert(namesOf(20), vectors);
      const first = await index.search(queries, 5);
      demand(
        [...vectors.data, ...queries.data].join() === before,
        'upsert and search do not write to the matrices that they are given.',
        'their numbers have changed.',
        'normalise a copy.',
      );
      vectors.data.reverse();
      const second = await index.search(queries, 5);
      demand(
        JSON.stringify(first.map(({ ids }) => ids)) === JSON.stringify(second.map(({ ids }) => ids)),
        'the caller may reuse the memory of vectors once upsert has resolved.',
        'other neighbours were found after the caller had overwritten them.',
        'copy vectors in upsert.',
      );
    }),
  ];
}
