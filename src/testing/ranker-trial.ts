import type { Ranker, RankerFitInput, RankingQuery } from '../contracts/index.js';
import { historyQuery } from '../dataset/interaction-matrix.js';
import type { EmbeddingMatrix, ModalityColumn } from '../types.js';
import { demand, distance } from './demands.js';
import { type TinyInteractions, tinyInteractions } from './fakes/tiny-interactions.js';

/** What the suite of rankers fits on. */
export const TRIAL: TinyInteractions = tinyInteractions({ seed: 7 });
/** How many items `TRIAL.added` adds. */
export const ADDED_ITEMS = TRIAL.added[0]!.rowIndex.length;

/** A fit on the trial, or with changes, each time with memory of its own. */
export function fitInput(changes: Partial<RankerFitInput> = {}): RankerFitInput {
  return {
    ...structuredClone({ interactions: TRIAL.interactions, modalities: TRIAL.modalities }),
    seed: 5,
    ...changes,
  };
}

/** Columns with memory of their own. */
export function copyOf(columns: readonly ModalityColumn[]): readonly ModalityColumn[] {
  return structuredClone(columns) as readonly ModalityColumn[];
}

/** Users with a history, one without, and visitors: with many likes, with one, with weights, with none. */
export function trialQueries(): RankingQuery[] {
  const { interactions } = TRIAL;
  const known = [0, 1, 2, interactions.users - 1].map((user) => historyQuery(interactions, user));
  return structuredClone([
    ...known,
    { user: -1, liked: Int32Array.of(0, 2, 5, 8) },
    { user: -1, liked: Int32Array.of(3) },
    { user: -1, liked: Int32Array.of(1, 4, 7), weight: Float32Array.of(0.5, 2, 1) },
    { user: -1, liked: Int32Array.of(TRIAL.coldItems[0]!) },
    { user: -1, liked: Int32Array.of() },
  ]);
}

/** Scores, checked to be finite and of the right shape, as a copy. */
export async function scored(
  ranker: Ranker,
  queries: readonly RankingQuery[],
  items: number = TRIAL.interactions.items,
): Promise<EmbeddingMatrix> {
  const { data, rows, dimensions } = await ranker.score(queries);
  demand(
    data instanceof Float32Array &&
      rows === queries.length &&
      dimensions === items &&
      data.length === rows * items,
    'score gives a Float32Array [queries, items] with a column for every item, added ones included.',
    `[${rows}, ${dimensions}] with ${data.length} values for ${queries.length} queries and ${items} items.`,
    'count the items of the fit and those of addItems, and score all of them, seen or not.',
  );
  demand(
    data.every(Number.isFinite),
    'every score is finite.',
    'NaN or Infinity.',
    'guard divisions by lengths, degrees and sums of weights, any of which may be 0; seen items are not to be marked.',
  );
  return { data: data.slice(), rows, dimensions };
}

/** The scores of the first `items` items. */
export function firstColumns({ data, rows, dimensions }: EmbeddingMatrix, items: number): Float32Array {
  const kept = new Float32Array(rows * items);
  for (let row = 0; row < rows; row++) {
    kept.set(data.subarray(row * dimensions, row * dimensions + items), row * items);
  }
  return kept;
}

/** Demands two lots of scores to be the same, relative to the largest. */
export function demandSame(
  left: EmbeddingMatrix,
  right: EmbeddingMatrix,
  tolerance: number,
  [contract, found, remedy]: readonly [contract: string, found: string, remedy: string],
): void {
  const largest = left.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Scores may be of any scale; distance() compares as if it were at least 1.
  const scale = largest > 0 ? 1 / largest : 1;
  const difference = distance(
    left.data.map((value) => value * scale),
    right.data.map((value) => value * scale),
  );
  demand(difference <= tolerance, contract, `${found} (by ${difference} of the largest score).`, remedy);
}

/** Mean score of some items in one row. */
export function meanScore(
  { data, dimensions }: EmbeddingMatrix,
  row: number,
  items: readonly number[],
): number {
  return items.reduce((sum, item) => sum + data[row * dimensions + item]!, 0) / items.length;
}
