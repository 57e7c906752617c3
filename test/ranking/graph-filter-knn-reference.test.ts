import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ranker, RankingQuery } from '../../src/contracts/index.js';
import { interactionMatrix, type MatrixEntry } from '../../src/dataset/interaction-matrix.js';
import { ContentKnnRanker } from '../../src/ranking/content-knn-ranker.js';
import { GraphFilterRanker } from '../../src/ranking/graph-filter-ranker.js';
import type { ModalityColumn } from '../../src/types.js';

/** What `make_graph_filter_knn.py` writes. */
interface Reference {
  readonly users: number;
  readonly items: number;
  readonly entries: readonly MatrixEntry[];
  readonly modalities: readonly {
    readonly name: string;
    readonly dimensions: number;
    readonly present: readonly boolean[];
    readonly vectors: readonly (readonly number[])[];
  }[];
  readonly queries: readonly { readonly liked: number[]; readonly weight: number[] }[];
  readonly later: Reference['queries'];
  readonly graphFilter: readonly { readonly options: object; readonly scores: number[][] }[];
  readonly contentKnn: Reference['graphFilter'];
}

const file = join(import.meta.dirname, '../fixtures/ranking/graph_filter_knn.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const { users, items } = reference;
const interactions = interactionMatrix(users, items, reference.entries);

function columns(from: number, to?: number): ModalityColumn[] {
  return reference.modalities.map(({ name, dimensions, present, vectors }) => {
    const rows = vectors.slice(from, to);
    return {
      name,
      matrix: { data: Float32Array.from(rows.flat()), rows: rows.length, dimensions },
      rowIndex: Int32Array.from(rows, (_, row) => (present[from + row] ? row : -1)),
    };
  });
}

const queriesOf = (list: Reference['queries']): RankingQuery[] =>
  list.map(({ liked, weight }) => ({
    user: -1,
    liked: Int32Array.from(liked),
    weight: Float32Array.from(weight),
  }));

async function expectScores(ranker: Ranker, queries: RankingQuery[], expected: number[][], width: number) {
  const { data, dimensions } = await ranker.score(queries);
  expect(dimensions).toBe(width);
  const largest = Math.max(...expected.flat().map(Math.abs));
  for (const [row, scores] of expected.entries()) {
    for (let item = 0; item < width; item++) {
      const difference = Math.abs(data[row * width + item]! - scores[item]!);
      expect(difference / largest, `query ${row}, item ${item}`).toBeLessThan(1e-5);
    }
  }
}

async function expectReference(ranker: Ranker, scores: number[][]) {
  const earlier = queriesOf(reference.queries);
  await ranker.fit({ interactions, modalities: columns(0, items), seed: 1 });
  await expectScores(ranker, earlier, scores.slice(0, earlier.length), items);
  await ranker.addItems(columns(items));
  const width = scores[0]!.length;
  expect(width).toBeGreaterThan(items);
  await expectScores(ranker, [...earlier, ...queriesOf(reference.later)], scores, width);
}

describe('scores equal those of NumPy, before and after items are added', () => {
  it.each(reference.graphFilter)('GraphFilterRanker with $options', async ({ options, scores }) => {
    await expectReference(new GraphFilterRanker(options), scores);
  });

  it.each(reference.contentKnn)('ContentKnnRanker with $options', async ({ options, scores }) => {
    await expectReference(new ContentKnnRanker(options), scores);
  });
});
