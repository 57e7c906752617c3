import type { Ranker, RankingQuery } from '../../../src/contracts/index.js';
import { interactionMatrix } from '../../../src/dataset/interaction-matrix.js';
import { Catalogue } from '../../../src/tasks/preference/catalogue.js';
import { People } from '../../../src/tasks/preference/people.js';
import type { Item, ModalityColumn } from '../../../src/types.js';

/** Items `i0`, `i1`, ... with the given vectors in one modality; null for none. */
export function columnOf(name: string, vectors: readonly (readonly number[] | null)[]): ModalityColumn {
  const present = vectors.filter((vector) => vector !== null);
  let next = 0;
  return {
    name,
    matrix: {
      data: Float32Array.from(present.flat()),
      rows: present.length,
      dimensions: present[0]?.length ?? 1,
    },
    rowIndex: Int32Array.from(vectors, (vector) => (vector === null ? -1 : next++)),
  };
}

export function itemsOf(count: number): Item[] {
  return Array.from({ length: count }, (_, item) => ({ itemId: `i${item}`, title: `Item ${item}` }));
}

/** Six items of which some lack one or both of two modalities. */
export function shelf(): Catalogue {
  return new Catalogue(itemsOf(6), [
    columnOf('content', [[1, 0], [0.8, 0.6], [0, 1], null, [-1, 0], null]),
    columnOf('image', [[1, 0, 0], null, [0, 1, 0], [1, 0, 0], [0, 0, 1], null]),
  ]);
}

/** `ann` likes items 0 and 2 and has seen 4; `bob` likes 2; `cat` has seen 1 and likes nothing. */
export function people(): People {
  const liked = [
    { user: 0, item: 0 },
    { user: 0, item: 2 },
    { user: 1, item: 2 },
  ];
  const seen = [...liked, { user: 0, item: 4 }, { user: 2, item: 1 }];
  return new People(['ann', 'bob', 'cat'], interactionMatrix(3, 6, liked), interactionMatrix(3, 6, seen));
}

/** Scores by a function, and remembers what it was asked. */
export function rankerBy(
  score: (query: RankingQuery, item: number) => number,
  items = 6,
): Ranker & { readonly calls: (readonly RankingQuery[])[] } {
  const calls: (readonly RankingQuery[])[] = [];
  return {
    specVersion: 1,
    name: 'by a function',
    calls,
    fit: async () => undefined,
    addItems: async () => undefined,
    score: async (queries) => {
      calls.push(queries);
      const rows = queries.map((query) => Array.from({ length: items }, (_, item) => score(query, item)));
      return { data: Float32Array.from(rows.flat()), rows: queries.length, dimensions: items };
    },
  };
}
