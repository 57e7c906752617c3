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
import { restoreSparse } from './content/item-graph.js';
import { weightsOf } from './content/modality-shares.js';
import { ContentGraph } from './graph-filter/content-graph.js';
import { FittedGraphs } from './graph-filter/fitted-graphs.js';
import { InteractionGraph, normalisedInteractions } from './graph-filter/interaction-graph.js';
import {
  type GraphFilterOptions,
  type ResolvedGraphFilterOptions,
  resolveGraphFilterOptions,
} from './graph-filter/options.js';
import { modalitiesJson, modalitiesSchema, requireFitted, savedJson } from './saved-state.js';
import { scoreQueries } from './score-queries.js';

export type { GraphFilterOptions as GraphFilterRankerOptions } from './graph-filter/options.js';

const stateSchema = z.object({
  modalities: modalitiesSchema,
  users: z.number().int().min(0),
  fitItems: z.number().int().min(1),
  items: z.number().int().min(1),
  lambda: z.number(),
  scales: z.object({ interactions: z.number(), content: z.number() }),
});

/**
 * Multimodal graph filtering without training: what a person likes is a signal on the items, and is smoothed over
 * a graph of who liked what and over one graph of nearest neighbours per modality. Deterministic. A visitor with a few liked
 * items is scored as a known user is; items without interactions have their part of content, also those added later.
 *
 * Scores are `x f(P) / s + w x sum_m c_m g(N_m) / t` for the liked items `x`: `P` is the normalised product of the interactions
 * with themselves, `N_m` the neighbours in modality `m`, `f` and `g` polynomials without a constant, `s` and `t` standard deviations.
 *
 * Raises `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `INVALID_OPTIONS`, `NOT_FITTED`, `ABORTED`, and
 * `SAVE_CORRUPT` for a state that is not its own. Embeddings must not be changed after the fit.
 *
 * @see https://arxiv.org/abs/2503.04406 for graph filtering with modalities
 * @see https://arxiv.org/abs/2404.14243 for the normalisation and polynomial filters
 */
export class GraphFilterRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'GraphFilterRanker';
  readonly #given: GraphFilterOptions;
  readonly #options: ResolvedGraphFilterOptions;
  #fitted: FittedGraphs | undefined;

  constructor(options: GraphFilterOptions = {}) {
    this.#options = resolveGraphFilterOptions(this.name, options);
    this.#given = options;
  }

  async fit(input: RankerFitInput): Promise<void> {
    const { interactions, modalities } = input;
    throwIfAborted(input.signal);
    checkFitInput(this.name, input);
    const names = modalities.map(({ name }) => name);
    const weights = weightsOf(this.name, this.#options.modalityWeights, names);
    const { graphs: content, finish } = await graphPerModality(this.name, input, (column, search) =>
      ContentGraph.build(column, this.#graphOptions, search),
    );
    const graph = new InteractionGraph(normalisedInteractions(interactions, this.#options.alpha));
    const unscaled = { interactions: 1, content: 1 };
    const graphs = new FittedGraphs(this.#options, graph, content, interactions.items, weights, unscaled);
    this.#fitted = graphs.calibrated(interactions);
    finish();
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const { interactions, content, items, weights, scales } = requireFitted(this.name, this.#fitted);
    const columns = checkAddedItems(this.name, modalitiesOf(content), modalities, items);
    const grown: ContentGraph[] = [];
    for (const [index, graph] of content.entries()) grown.push(await graph.add(columns[index]!));
    const more = items + columns[0]!.rowIndex.length;
    this.#fitted = new FittedGraphs(this.#options, interactions, grown, more, weights, scales);
  }

  async score(queries: readonly RankingQuery[], { signal }: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const fitted = requireFitted(this.name, this.#fitted);
    checkQueries(this.name, queries, fitted.items);
    return scoreQueries(queries, fitted.items, signal, (query) => fitted.score(query));
  }

  /** The share of each liked item in the score, by way of the interactions and of each modality. Exact, for scores are linear. */
  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const fitted = requireFitted(this.name, this.#fitted);
    checkQueries(this.name, [query], fitted.items);
    checkItem(this.name, item, fitted.items);
    return fitted.explain(query, item);
  }

  config(): JsonObject {
    return JSON.parse(JSON.stringify(this.#given)) as JsonObject;
  }

  saveState(): PluginState {
    const { interactions, content, items, scales } = requireFitted(this.name, this.#fitted);
    const { rows: users, columns: fitItems, rowStart, column, value } = interactions.byUser;
    const arrays: Record<string, Float32Array> = {
      'interactions.counts': Float32Array.from(
        { length: users },
        (_, user) => rowStart[user + 1]! - rowStart[user]!,
      ),
      'interactions.sources': Float32Array.from(column),
      'interactions.values': value,
    };
    for (const [index, graph] of content.entries()) graph.save(`modality-${index}`, arrays);
    const modalities = modalitiesJson(modalitiesOf(content));
    return {
      json: { modalities, users, fitItems, items, lambda: interactions.lambda, scales: { ...scales } },
      arrays,
    };
  }

  restoreState(state: PluginState): void {
    const { modalities, users, fitItems, items, lambda, scales } = savedJson(this.name, state, stateSchema);
    const byUser = restoreSparse(this.name, state, 'interactions', users, fitItems);
    const content = modalities.map((modality, index) =>
      ContentGraph.restore(this.name, state, `modality-${index}`, modality, items, this.#graphOptions),
    );
    const names = modalities.map(({ name }) => name);
    const weights = weightsOf(this.name, this.#options.modalityWeights, names);
    const graph = new InteractionGraph(byUser, lambda);
    this.#fitted = new FittedGraphs(this.#options, graph, content, items, weights, scales);
  }

  async dispose(): Promise<void> {
    this.#fitted = undefined;
  }

  get #graphOptions() {
    return { neighbours: this.#options.neighbours, alpha: this.#options.contentAlpha };
  }
}

function modalitiesOf(content: readonly ContentGraph[]): FittedModality[] {
  return content.map(({ vectors }) => ({ name: vectors.name, dimensions: vectors.dimensions }));
}
