import { z } from 'zod';
import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../contracts/index.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { checkAddedItems, checkFitInput, type FittedModality, fittedModalities } from './check-fit-input.js';
import { checkItem, checkQueries } from './check-queries.js';
import { modalitiesJson, modalitiesSchema, requireFitted, savedArray, savedJson } from './saved-state.js';

interface Popularity {
  /** `[items]` */
  readonly scores: Float32Array;
  readonly modalities: readonly FittedModality[];
}

const stateSchema = z.object({ modalities: modalitiesSchema });

/**
 * The same order for everybody: an item's score is the sum of the weights of its interactions, 0 for items that were
 * added later. The baseline that every other ranker has to beat, and what there is to show to a visitor of whom
 * nothing is known. Embeddings are not looked at beyond being checked.
 *
 * Raises `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `NOT_FITTED`, `ABORTED`, and
 * `SAVE_CORRUPT` for a state that is not its own.
 */
export class PopularityRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'PopularityRanker';
  #fitted: Popularity | undefined;

  async fit(input: RankerFitInput): Promise<void> {
    throwIfAborted(input.signal);
    checkFitInput(this.name, input);
    const { items, itemIndex, weight } = input.interactions;
    // Sums of many small weights lose too much in single precision.
    const sums = new Float64Array(items);
    for (const [entry, item] of itemIndex.entries()) sums[item]! += weight[entry]!;
    this.#fitted = { scores: Float32Array.from(sums), modalities: fittedModalities(input.modalities) };
    input.onProgress?.({ stage: 'fit-ranker', ranker: this.name, done: 1, total: 1, rate: 0 });
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const fitted = requireFitted(this.name, this.#fitted);
    const { scores } = fitted;
    const [column] = checkAddedItems(this.name, fitted.modalities, modalities, scores.length);
    const longer = new Float32Array(scores.length + column!.rowIndex.length);
    longer.set(scores);
    this.#fitted = { ...fitted, scores: longer };
  }

  async score(queries: readonly RankingQuery[], { signal }: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const { scores } = requireFitted(this.name, this.#fitted);
    throwIfAborted(signal);
    checkQueries(this.name, queries, scores.length);
    const data = new Float32Array(queries.length * scores.length);
    for (let query = 0; query < queries.length; query++) data.set(scores, query * scores.length);
    return { data, rows: queries.length, dimensions: scores.length };
  }

  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const { scores } = requireFitted(this.name, this.#fitted);
    checkQueries(this.name, [query], scores.length);
    checkItem(this.name, item, scores.length);
    return [{ item: -1, modality: 'interactions', value: scores[item]! }];
  }

  config(): JsonObject {
    return {};
  }

  saveState(): PluginState {
    const { scores, modalities } = requireFitted(this.name, this.#fitted);
    return { json: { modalities: modalitiesJson(modalities) }, arrays: { scores } };
  }

  restoreState(state: PluginState): void {
    const { modalities } = savedJson(this.name, state, stateSchema);
    this.#fitted = { scores: savedArray(this.name, state, 'scores'), modalities };
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
  }
}
