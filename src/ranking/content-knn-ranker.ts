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
import { checkAddedItems, checkFitInput, type FittedModality } from './check-fit-input.js';
import { checkItem, checkQueries } from './check-queries.js';
import { graphPerModality } from './content/graph-per-modality.js';
import { addRow } from './content/item-graph.js';
import { modalityShares, weightsOf } from './content/modality-shares.js';
import { KnnGraph } from './content-knn/knn-graph.js';
import {
  type ContentKnnOptions,
  type ResolvedContentKnnOptions,
  resolveContentKnnOptions,
} from './content-knn/options.js';
import { modalitiesJson, modalitiesSchema, requireFitted, savedArray, savedJson } from './saved-state.js';
import { scoreQueries } from './score-queries.js';

export type { ContentKnnOptions as ContentKnnRankerOptions } from './content-knn/options.js';

interface FittedKnn {
  readonly graphs: readonly KnnGraph[];
  readonly shares: readonly Float64Array[];
  readonly items: number;
  readonly warm: Uint8Array;
}

const stateSchema = z.object({ modalities: modalitiesSchema, items: z.number().int().min(1) });

/**
 * Nearest neighbours by content: the score of an item is the weighted mean, over the items most similar to it that somebody has
 * interacted with, of what the person likes among them, averaged over the modalities that the item has. Interactions
 * tell only which items people know; without any, all count as known. The baseline of cold items.
 *
 * Scores are 0 for items without any modality and where nothing alike is liked, and at most the largest weight of a liked item
 * as long as that is one of the known ones.
 *
 * Raises `EMPTY_CATALOGUE`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `INVALID_OPTIONS`, `NOT_FITTED`, `ABORTED`, and `SAVE_CORRUPT`
 * for a state that is not its own. Embeddings must not be changed after the fit.
 */
export class ContentKnnRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'ContentKnnRanker';
  readonly #given: ContentKnnOptions;
  readonly #options: ResolvedContentKnnOptions;
  #fitted: FittedKnn | undefined;

  constructor(options: ContentKnnOptions = {}) {
    this.#options = resolveContentKnnOptions(this.name, options);
    this.#given = options;
  }

  async fit(input: RankerFitInput): Promise<void> {
    const { interactions, modalities } = input;
    throwIfAborted(input.signal);
    checkFitInput(this.name, input, { noInteractions: true });
    // Refuses weights of modalities that there are not before the search begins.
    this.#weights(modalities);
    const warm = new Uint8Array(interactions.items).fill(interactions.itemIndex.length === 0 ? 1 : 0);
    for (const item of interactions.itemIndex) warm[item] = 1;
    const { graphs, finish } = await graphPerModality(this.name, input, (column, search) =>
      KnnGraph.build(column, warm, this.#options.neighbours, search),
    );
    this.#fitted = this.#assemble(graphs, interactions.items, warm);
    finish();
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const { graphs, items, warm } = requireFitted(this.name, this.#fitted);
    const columns = checkAddedItems(this.name, modalitiesOf(graphs), modalities, items);
    const grown: KnnGraph[] = [];
    for (const [index, graph] of graphs.entries()) grown.push(await graph.add(columns[index]!));
    this.#fitted = this.#assemble(grown, items + columns[0]!.rowIndex.length, warm);
  }

  async score(queries: readonly RankingQuery[], { signal }: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const { graphs, shares, items } = requireFitted(this.name, this.#fitted);
    checkQueries(this.name, queries, items);
    return scoreQueries(queries, items, signal, ({ liked, weight }) => {
      const scores = new Float64Array(items);
      for (const [index, { graph }] of graphs.entries()) {
        const part = new Float64Array(items);
        for (const [position, item] of liked.entries())
          addRow(graph.outgoing, item, weight?.[position] ?? 1, part);
        for (let item = 0; item < items; item++) scores[item]! += shares[index]![item]! * part[item]!;
      }
      return scores;
    });
  }

  /** The share of every liked item that is among the item's neighbours, by modality. */
  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const { graphs, shares, items } = requireFitted(this.name, this.#fitted);
    checkQueries(this.name, [query], items);
    checkItem(this.name, item, items);
    const weightOf = new Map(
      Array.from(query.liked, (liked, position) => [liked, query.weight?.[position] ?? 1] as const),
    );
    return graphs.flatMap(({ graph, vectors }, index) => {
      const { rowStart, column, value } = graph.incoming;
      const parts: ScoreContribution[] = [];
      for (let entry = rowStart[item]!; entry < rowStart[item + 1]!; entry++) {
        const weight = weightOf.get(column[entry]!);
        if (weight === undefined) continue;
        const part = weight * shares[index]![item]! * value[entry]!;
        parts.push({ item: column[entry]!, modality: vectors.name, value: part });
      }
      return parts;
    });
  }

  config(): JsonObject {
    return JSON.parse(JSON.stringify(this.#given)) as JsonObject;
  }

  saveState(): PluginState {
    const { graphs, items, warm } = requireFitted(this.name, this.#fitted);
    const arrays: Record<string, Float32Array> = { warm: Float32Array.from(warm) };
    for (const [index, graph] of graphs.entries()) graph.save(`modality-${index}`, arrays);
    return { json: { modalities: modalitiesJson(modalitiesOf(graphs)), items }, arrays };
  }

  restoreState(state: PluginState): void {
    const { modalities, items } = savedJson(this.name, state, stateSchema);
    const warm = Uint8Array.from(savedArray(this.name, state, 'warm'));
    const { neighbours } = this.#options;
    const graphs = modalities.map((modality, index) =>
      KnnGraph.restore(this.name, state, `modality-${index}`, modality, items, warm, neighbours),
    );
    this.#fitted = this.#assemble(graphs, items, warm);
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
  }

  #assemble(graphs: readonly KnnGraph[], items: number, warm: Uint8Array): FittedKnn {
    const weights = this.#weights(modalitiesOf(graphs));
    const shares = modalityShares(
      weights,
      graphs.map(({ degree }) => degree),
    );
    return { graphs, shares, items, warm };
  }

  #weights(modalities: readonly { readonly name: string }[]): number[] {
    const names = modalities.map(({ name }) => name);
    return weightsOf(this.name, this.#options.modalityWeights, names);
  }
}

function modalitiesOf(graphs: readonly KnnGraph[]): FittedModality[] {
  return graphs.map(({ vectors }) => ({ name: vectors.name, dimensions: vectors.dimensions }));
}
