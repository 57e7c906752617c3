import { readFile } from 'node:fs/promises';
import type { RankerFitInput, RankingQuery } from '../../src/contracts/index.js';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import type { ModalityColumn } from '../../src/types.js';

interface Document {
  readonly users: number;
  readonly fitted: number;
  readonly added: number;
  readonly cold: readonly number[];
  readonly entries: readonly (readonly [user: number, item: number, weight: number])[];
  readonly modalities: readonly {
    readonly name: string;
    readonly dimensions: number;
    readonly missing: readonly number[];
    readonly values: readonly number[];
  }[];
  readonly queries: readonly { readonly liked: readonly number[]; readonly weight: readonly number[] }[];
  readonly cases: readonly EaseCase[];
}

/** Scores that NumPy found by the definitions. */
export interface EaseCase {
  readonly regularization: number;
  readonly contentWeight: number;
  readonly scores: readonly (readonly number[])[];
  readonly parts?: readonly {
    readonly source: number;
    readonly target: number;
    readonly [modality: string]: number;
  }[];
}

const document = JSON.parse(
  await readFile(new URL('../fixtures/ranking/ease.json', import.meta.url), 'utf8'),
) as Document;

export const { cases: CASES, fitted: FITTED, added: ADDED, cold: COLD } = document;

/** The input of a fit. */
export function easeInput(): RankerFitInput {
  const { users, entries } = document;
  const triples = entries.map(([user, item, weight]) => ({ user, item, weight }));
  return { interactions: interactionMatrix(users, FITTED, triples), modalities: columns(0, FITTED), seed: 1 };
}

/** The embeddings of items `from` to before `to`. */
export function columns(from: number, to: number): ModalityColumn[] {
  return document.modalities.map(({ name, dimensions, missing, values }) => ({
    name,
    matrix: { data: Float32Array.from(values), rows: values.length / dimensions, dimensions },
    rowIndex: Int32Array.from({ length: to - from }, (_, row) =>
      missing.includes(from + row) ? -1 : from + row,
    ),
  }));
}

/** Queries whose scores are in the cases; some like items that have no interactions or came later. */
export function easeQueries(): RankingQuery[] {
  return document.queries.map(({ liked, weight }) => ({
    user: -1,
    liked: Int32Array.from(liked),
    weight: Float32Array.from(weight),
  }));
}
