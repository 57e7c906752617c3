import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InteractionMatrix, Ranker, RankingQuery } from '../../../src/contracts/index.js';
import { interactionMatrix } from '../../../src/dataset/interaction-matrix.js';
import type { ModalityColumn } from '../../../src/types.js';

/** One set of scores with what Cornac, RecBole and numpy make of it; lists are per user. */
export interface PeerCase {
  readonly name: string;
  readonly users: number;
  readonly items: number;
  readonly ks: readonly number[];
  readonly scores: readonly number[];
  readonly history: readonly number[][];
  readonly relevant: readonly number[][];
  readonly embeddings: readonly number[];
  readonly dimensions: number;
  readonly missing: readonly number[];
  readonly cornac: Readonly<Record<string, number[]>>;
  readonly recbole: Readonly<Record<string, number | number[]>>;
  readonly numpy: Readonly<Record<string, number | null>>;
}

const FIXTURE = join(import.meta.dirname, '../../fixtures/ranking-metrics/ranking-metrics.json');

export const PEER_CASES = (JSON.parse(readFileSync(FIXTURE, 'utf8')) as { cases: PeerCase[] }).cases;

/** A matrix from the items of every user. */
export function matrixOf(itemsOfUsers: readonly (readonly number[])[], items: number): InteractionMatrix {
  const entries = itemsOfUsers.flatMap((list, user) => list.map((item) => ({ user, item })));
  return interactionMatrix(itemsOfUsers.length, items, entries);
}

/** The modality of a case: row indices skip the items that lack it. */
export function columnOf({ embeddings, items, dimensions, missing }: PeerCase): ModalityColumn {
  return {
    name: 'image',
    matrix: { data: Float32Array.from(embeddings), rows: items, dimensions },
    rowIndex: Int32Array.from({ length: items }, (_, item) => (missing.includes(item) ? -1 : item)),
  };
}

export interface TableRanker extends Pick<Ranker, 'score'> {
  /** Every query that came, in order, block by block. */
  readonly asked: RankingQuery[][];
}

/** Answers with the row of scores that belongs to the query, found by the order of asking. */
export function tableRanker(scores: ArrayLike<number>, items: number): TableRanker {
  const asked: RankingQuery[][] = [];
  return {
    asked,
    async score(queries) {
      const first = asked.flat().length;
      asked.push([...queries]);
      const data = Float32Array.from(
        Array.prototype.slice.call(scores, first * items, (first + queries.length) * items) as number[],
      );
      return { data, rows: queries.length, dimensions: items };
    },
  };
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
