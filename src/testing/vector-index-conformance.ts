import type { VectorIndex } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandCode, demandIdentity, explained, rejectionOf } from './demands.js';
import { AXES, addAxes, demandNeighbours } from './vector-index-demands.js';
import { type MakeCheck, sampleChecks } from './vector-index-sample-checks.js';
import { matrixOf, namesOf } from './vector-samples.js';

/** Options of {@link vectorIndexConformance}. */
export interface VectorIndexConformanceOptions {
  /**
   * Demand every nearest vector, and equal similarities in the order of adding. Approximate indexes say false: they must
   * find `recall` of the nearest among some hundred vectors, and everything among a handful.
   * @default true
   */
  readonly exact?: boolean;
  /**
   * Least share of the ten nearest vectors that an approximate index must find.
   * @default 0.9
   */
  readonly recall?: number;
  /**
   * Largest difference to the cosine in double precision. Raise it for indexes that compress vectors.
   * @default 1e-4
   */
  readonly tolerance?: number;
  /**
   * Demand that an aborted search rejects with `ABORTED`. By default an index may ignore the signal; it must then
   * finish and be right.
   * @default false
   */
  readonly honoursAbort?: boolean;
}

/**
 * Everything that the contract of a {@link VectorIndex} demands, as checks for any test runner. `make` must give an
 * empty index each time; it is disposed of after the check.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * const checks = vectorIndexConformance(() => new MyIndex(), { exact: false });
 * for (const check of checks) it(check.name, check.run);
 * ```
 */
export function vectorIndexConformance(
  make: () => VectorIndex | Promise<VectorIndex>,
  { exact = true, recall = 0.9, tolerance = 1e-4, honoursAbort = false }: VectorIndexConformanceOptions = {},
): ConformanceCheck[] {
  const check: MakeCheck = (name, body) => ({
    name,
    run: async () => {
      const index = await make();
      try {
        await explained(name, () => body(index));
      } finally {
        await index.dispose?.();
      }
    },
  });
  const checks = [
    check('has specVersion 1 and a name', demandIdentity),
    check('finds nothing while it is empty', async (index) => {
      const found = await index.search(matrixOf([AXES.east!, AXES.up!]), 3);
      const isEmpty = found.every(({ ids, similarities }) => ids.length + similarities.length === 0);
      demand(
        found.length === 2 && isEmpty,
        'an empty index answers every query with no ids and no similarities.',
        `${JSON.stringify(found)}.`,
        'return `{ ids: [], similarities: new Float32Array() }` for each query.',
      );
    }),
    check('orders by cosine similarity, whatever the lengths of the vectors', async (index) => {
      await addAxes(index);
      const [east, up] = await index.search(
        matrixOf([
          [5, 0, 0],
          [0, 0, 9],
        ]),
        5,
      );
      demandNeighbours(east!, ['east', 'north-east'], [1, Math.SQRT1_2], 2, tolerance);
      demand(
        east!.ids.length === 5 &&
          east!.ids[4] === 'west' &&
          Math.abs(east!.similarities[4]! + 1) <= tolerance,
        'the opposite direction comes last, with similarity -1.',
        `${JSON.stringify(east!.ids)}, ${[...east!.similarities]}.`,
        'return cosine similarities, not distances, and not their absolute values.',
      );
      demandNeighbours(up!, ['up'], [1], 1, tolerance);
    }),
    check('returns k neighbours, fewer only when it holds fewer', async (index) => {
      await addAxes(index);
      for (const k of [0, 1, 3, 5, 50]) {
        const [found] = await index.search(matrixOf([[1, 0.2, 0.1]]), k);
        const wanted = Math.min(k, 5);
        demand(
          found!.ids.length === wanted && found!.similarities.length === wanted,
          `k = ${k} of 5 vectors gives ${wanted} ids and similarities.`,
          `${found!.ids.length} ids and ${found!.similarities.length} similarities.`,
          'cut off at k, and at the size of the index.',
        );
      }
    }),
    check('replaces the vector of an id that is there', async (index) => {
      await addAxes(index);
      await index.upsert(
        ['west', 'down'],
        matrixOf([
          [2, 0.1, 0],
          [0, 0, -1],
        ]),
      );
      const [found] = await index.search(matrixOf([[2, 0.1, 0]]), 20);
      demandNeighbours(found!, ['west', 'east'], [1, 2 / Math.hypot(2, 0.1)], 2, tolerance);
      demand(
        found!.ids.length === 6 && new Set(found!.ids).size === 6,
        'an id that is upserted again is there once; new ones are added.',
        `${JSON.stringify(found!.ids)}.`,
        'look the id up before adding.',
      );
    }),
    check('takes vectors out, and ignores ids that it does not know', async (index) => {
      await addAxes(index);
      await index.remove(['east', 'nowhere']);
      const [found] = await index.search(matrixOf([[1, 0, 0]]), 5);
      demandNeighbours(found!, ['north-east'], [Math.SQRT1_2], 1, tolerance);
      demand(
        found!.ids.length === 4 && !found!.ids.includes('east'),
        'a removed id is not found any more, the others are.',
        `${JSON.stringify(found!.ids)}.`,
        'drop the vector, or filter it out and search for more.',
      );
      await index.upsert(['east'], matrixOf([[0, 0, 3]]));
      const [again] = await index.search(matrixOf([[0, 0, 1]]), 2);
      demand(
        again!.ids.includes('east') && again!.similarities.every((value) => Math.abs(value - 1) <= tolerance),
        'an id that was removed can be added again, with its new vector.',
        `${JSON.stringify(again!.ids)}, ${[...again!.similarities]}.`,
        'forget the old vector of a removed id.',
      );
    }),
    check('gives zero vectors similarity 0', async (index) => {
      await addAxes(index);
      await index.upsert(['nothing'], matrixOf([[0, 0, 0]]));
      const [found, zero] = await index.search(
        matrixOf([
          [1, 0, 0],
          [0, 0, 0],
        ]),
        6,
      );
      const position = found!.ids.indexOf('nothing');
      demand(
        position >= 0 &&
          found!.similarities[position] === 0 &&
          zero!.similarities.every((value) => value === 0),
        'a zero vector has similarity 0 to everything, as a query and as a member.',
        `as a member ${found!.similarities[position]}, as a query ${[...zero!.similarities]}.`,
        'do not divide by a length of 0.',
      );
    }),
    ...sampleChecks(check, { least: exact ? 1 : recall, tolerance }),
    check(
      'an aborted search rejects with ABORTED, or finishes where the signal is ignored',
      async (index) => {
        await addAxes(index);
        const error = await rejectionOf(() =>
          index.search(matrixOf([[1, 0, 0]]), 1, { signal: AbortSignal.abort() }),
        );
        if (honoursAbort || error !== undefined) {
          const contract = 'a search that stops at its signal rejects with code ABORTED.';
          await demandCode(() => error && Promise.reject(error), 'ABORTED', contract);
        }
        const [found] = await index.search(matrixOf([[1, 0, 0]]), 1);
        demandNeighbours(found!, ['east'], [1], 1, tolerance);
      },
    ),
  ];
  if (!exact) return checks;
  return [
    ...checks,
    check('orders equal similarities by when their ids were added', async (index) => {
      const names = namesOf(40);
      // Four directions by turns, so that each has ten ids with equal vectors of different lengths.
      const rows = names.map((_, row) =>
        Object.values(AXES)[row % 4]!.map((value) => value * 2 ** (row % 3)),
      );
      await index.upsert(names.slice(0, 25), matrixOf(rows.slice(0, 25)));
      await index.upsert(names.slice(25), matrixOf(rows.slice(25)));
      await index.remove([names[8]!]);
      await index.upsert([names[4]!], matrixOf([rows[4]!]));
      const [found] = await index.search(matrixOf([[1, 0, 0]]), 6);
      const wanted = [0, 4, 12, 16, 20, 24].map((row) => names[row]!);
      demand(
        found!.ids.join() === wanted.join(),
        'equal similarities come in the order in which ids were added; a new vector leaves an id in its place.',
        `${found!.ids.join(', ')} instead of ${wanted.join(', ')}.`,
        'sort by similarity, then by position.',
      );
    }),
  ];
}
