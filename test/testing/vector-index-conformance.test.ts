import { describe, expect, it } from 'vitest';
import type { Neighbours, VectorIndex } from '../../src/contracts/index.js';
import { ExactVectorIndex } from '../../src/ranking/exact-vector-index.js';
import { vectorIndexConformance } from '../../src/testing/vector-index-conformance.js';
import type { EmbeddingMatrix } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';

const ORDER = 'orders by cosine similarity, whatever the lengths of the vectors';
const COUNT = 'returns k neighbours, fewer only when it holds fewer';
const REPLACE = 'replaces the vector of an id that is there';
const REMOVE = 'takes vectors out, and ignores ids that it does not know';
const ZERO = 'gives zero vectors similarity 0';
const MANY = 'finds the nearest of several hundred vectors';
const ALONE = 'answers every query by itself';
const COPY = 'leaves vectors and queries as they are, and copies what it keeps';
const ABORT = 'an aborted search rejects with ABORTED, or finishes where the signal is ignored';
const TIES = 'orders equal similarities by when their ids were added';

/** An index that does one thing in another way. */
function but(change: (index: ExactVectorIndex) => Partial<VectorIndex>): () => VectorIndex {
  return () => {
    const index = new ExactVectorIndex();
    return {
      specVersion: 1,
      name: 'changed',
      upsert: (ids, vectors) => index.upsert(ids, vectors),
      remove: (ids) => index.remove(ids),
      search: (queries, k, options) => index.search(queries, k, options),
      ...change(index),
    };
  };
}

/** What is found, changed. */
function found(change: (neighbours: Neighbours, query: number) => Neighbours): () => VectorIndex {
  return but((index) => ({
    search: async (queries, k, options) => (await index.search(queries, k, options)).map(change),
  }));
}

const BROKEN: readonly [flaw: string, make: () => VectorIndex, fails: string[]][] = [
  ['no name', but(() => ({ name: ' ' })), ['has specVersion 1 and a name']],
  [
    'an error while it is empty',
    but((index) => {
      let filled = false;
      return {
        upsert: (ids, vectors) => {
          filled = true;
          return index.upsert(ids, vectors);
        },
        search: async (queries, k, options) => {
          if (!filled) throw new Error('nothing to search');
          return index.search(queries, k, options);
        },
      };
    }),
    ['finds nothing while it is empty'],
  ],
  [
    'distances instead of similarities',
    found(({ ids, similarities }) => ({ ids, similarities: similarities.map((value) => 1 - value) })),
    [ORDER, REPLACE, REMOVE, ZERO, MANY, ABORT],
  ],
  [
    'one too few',
    found(({ ids, similarities }) => ({ ids: ids.slice(0, -1), similarities: similarities.slice(0, -1) })),
    [ORDER, COUNT, REPLACE, REMOVE, MANY, ABORT, TIES],
  ],
  [
    'ids without similarities',
    found(({ ids }) => ({ ids, similarities: new Float32Array() })),
    [ORDER, COUNT, REPLACE, REMOVE, ZERO, MANY, ABORT],
  ],
  [
    'first come, first kept',
    but((index) => {
      const known = new Set<string>();
      return {
        upsert: async (ids, vectors) => {
          const kept = ids.flatMap((id, row) => (known.has(id) ? [] : [row]));
          for (const id of ids) known.add(id);
          const rows = kept.map((row) => [
            ...vectors.data.subarray(row * vectors.dimensions, (row + 1) * vectors.dimensions),
          ]);
          if (kept.length > 0)
            await index.upsert(
              kept.map((row) => ids[row]!),
              { data: Float32Array.from(rows.flat()), rows: kept.length, dimensions: vectors.dimensions },
            );
        },
      };
    }),
    [REPLACE, REMOVE],
  ],
  ['removal forgotten', but(() => ({ remove: async () => undefined })), [REMOVE, TIES]],
  [
    'an error for unknown ids',
    but((index) => ({
      remove: async (ids) => {
        if (ids.includes('nowhere')) throw new Error('unknown id');
        await index.remove(ids);
      },
    })),
    [REMOVE],
  ],
  [
    'far ones among the nearest',
    found(({ ids, similarities }, query) =>
      query % 2 ? { ids: [...ids.slice(3, 4), ...ids.slice(1)], similarities } : { ids, similarities },
    ),
    [ORDER, MANY, ALONE],
  ],
  [
    'answers that lean on other queries',
    but((index) => ({
      search: async (queries, k, options) => {
        const all = await index.search(queries, k, options);
        return all.map((_, query) => (queries.rows === 12 ? all[Math.max(0, query - 1)]! : all[query]!));
      },
    })),
    [ALONE],
  ],
  [
    'queries scaled in place',
    but((index) => ({
      search: async (queries, k, options) => {
        const result = await index.search(queries, k, options);
        scale(queries, 0.5);
        return result;
      },
    })),
    [COPY],
  ],
  [
    'vectors that are not copied',
    but((index) => {
      const kept: [readonly string[], EmbeddingMatrix][] = [];
      return {
        upsert: async (ids, vectors) => {
          kept.push([ids, vectors]);
          await index.upsert(ids, vectors);
        },
        search: async (queries, k, options) => {
          for (const [ids, vectors] of queries.rows === 3 ? kept : []) await index.upsert(ids, vectors);
          return index.search(queries, k, options);
        },
      };
    }),
    [COPY],
  ],
  [
    'another error when aborted',
    but((index) => ({
      search: async (queries, k, options) => {
        if (options?.signal?.aborted) throw new Error('stopped');
        return index.search(queries, k, options);
      },
    })),
    [ABORT],
  ],
  [
    'ties from the last to the first',
    but((index) => {
      let names: string[] = [];
      return {
        upsert: async (ids, vectors) => {
          names = [...names, ...ids.filter((id) => !names.includes(id))];
          await index.upsert(ids, vectors);
        },
        search: async (queries, k, options) =>
          (await index.search(queries, 1000, options)).map(({ ids, similarities }) => {
            const order = [...ids.keys()].sort(
              (one, other) =>
                similarities[other]! - similarities[one]! ||
                names.indexOf(ids[other]!) - names.indexOf(ids[one]!),
            );
            const first = order.slice(0, k);
            return {
              ids: first.map((place) => ids[place]!),
              similarities: Float32Array.from(first, (place) => similarities[place]!),
            };
          }),
      };
    }),
    [TIES],
  ],
];

describe('vectorIndexConformance', () => {
  for (const [flaw, make, fails] of BROKEN) {
    it(`finds ${flaw}`, async () => {
      expect(await failingChecks(vectorIndexConformance(make))).toEqual(fails);
    });
  }

  it('lets an approximate index miss a few neighbours, not many, and order ties as it likes', async () => {
    // Without the first of the ten: a recall of 0.9.
    const make = found(({ ids, similarities }) =>
      ids.length === 10 ? { ids: ids.slice(1), similarities: similarities.slice(1) } : { ids, similarities },
    );
    expect(await failingChecks(vectorIndexConformance(make))).toEqual([MANY]);
    expect(await failingChecks(vectorIndexConformance(make, { exact: false, recall: 0.85 }))).toEqual([]);
    expect(await failingChecks(vectorIndexConformance(make, { exact: false, recall: 0.95 }))).toEqual([MANY]);
  });

  it('demands ABORTED where the index says that it honours signals', async () => {
    const deaf = but((index) => ({ search: (queries, k) => index.search(queries, k) }));
    expect(await failingChecks(vectorIndexConformance(deaf))).toEqual([]);
    expect(await failingChecks(vectorIndexConformance(deaf, { honoursAbort: true }))).toEqual([ABORT]);
  });
});

function scale({ data }: EmbeddingMatrix, factor: number): void {
  for (const index of data.keys()) data[index]! *= factor;
}
