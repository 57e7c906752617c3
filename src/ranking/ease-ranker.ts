import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import { type MatrixProduct, openMatrixProduct } from '../numeric/matrix-product.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { checkAddedItems, checkFitInput } from './check-fit-input.js';
import { checkItem, checkQueries } from './check-queries.js';
import { explainScore } from './ease/explain.js';
import { extendModel } from './ease/extend.js';
import { fitCore } from './ease/fit.js';
import { type EaseModel, emptyModel } from './ease/model.js';
import {
  type EaseRankerOptions,
  type ResolvedEaseRankerOptions,
  resolveEaseOptions,
} from './ease/options.js';
import { scoreQuery } from './ease/score.js';
import { modelOf, stateOf } from './ease/state.js';
import { requireFitted } from './saved-state.js';
import { scoreQueries } from './score-queries.js';

/**
 * Closed-form item-item regression: every item's column of the interactions `X [users, items]` is regressed on all
 * other columns, with ridge `lambda`. The content of items takes part as additional rows, as if there were people who
 * like items as far as their embeddings point in one direction: with `F` the centred embeddings of length 1, one block
 * of columns per modality (zeros where it is missing), and `w` the content weight,
 *
 *     P = inv(X'X + w^2 F F' + lambda I),   B = I - P diag(P)^-1,   scores = x B
 *
 * where `x` holds the weights of the liked items. No user factors: a visitor is scored as a known user with the same
 * history is.
 *
 * Items without interactions, in the fit or added later, would lose against every other by the plain regression, to
 * which no interaction is a fact and not a lack of knowledge. Each is taken for a mixture of the ten fitted items with
 * the most similar content, as if it had the interactions `X a`; its column is then the same regression,
 * `P (X'X a + w^2 F f)` with `f` its own content, so that its scores are on the scale of theirs. What it says when it is
 * liked is its row of the `B` that belongs to the Gram matrix bordered with it. Scores among fitted items stay what they
 * were. Items without interactions and content score 0.
 *
 * Raises `INVALID_OPTIONS` (also for more than `maxItems` items), `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`,
 * `INVALID_EMBEDDING`, `NOT_FITTED`, `ABORTED`, and `SAVE_CORRUPT` for a state that is not its own.
 *
 * @see H. Steck, Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, https://arxiv.org/abs/1905.03375
 * @see O. Jeunen, J. Van Balen, B. Goethals, Closed-Form Models for Collaborative Filtering with Side-Information,
 * RecSys 2020
 */
export class EaseRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'EaseRanker';
  readonly #options: ResolvedEaseRankerOptions;
  #model: EaseModel | undefined;
  /** Calls of addItems wait for each other. */
  #adding: Promise<unknown> = Promise.resolve();

  constructor(options: EaseRankerOptions = {}) {
    this.#options = resolveEaseOptions(this.name, options);
  }

  async fit(input: RankerFitInput): Promise<void> {
    throwIfAborted(input.signal);
    checkFitInput(this.name, input);
    const { items } = input.interactions;
    this.#requireRoom(items);
    // Two inverses at a time would take twice the memory.
    this.#model = undefined;
    this.#model = await withProduct(async (product) => {
      const model = emptyModel(await fitCore(this.name, input, this.#options, product), items);
      const others = Int32Array.from(model.warmPlace.keys()).filter((item) => model.warmPlace[item]! < 0);
      return extendModel(model, input.modalities, others, others, product, input.signal);
    });
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const added = this.#adding.then(() => this.#add(modalities));
    this.#adding = added.catch(() => undefined);
    await added;
  }

  async score(queries: readonly RankingQuery[], { signal }: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const model = requireFitted(this.name, this.#model);
    const items = model.warmPlace.length;
    checkQueries(this.name, queries, items);
    const scores = new Float32Array(items);
    return scoreQueries(queries, items, signal, (query) => {
      scoreQuery(model, query, scores);
      return scores;
    });
  }

  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const model = requireFitted(this.name, this.#model);
    checkQueries(this.name, [query], model.warmPlace.length);
    checkItem(this.name, item, model.warmPlace.length);
    return explainScore(model, query, item);
  }

  config(): JsonObject {
    return { ...this.#options };
  }

  saveState(): PluginState {
    return stateOf(requireFitted(this.name, this.#model));
  }

  restoreState(state: PluginState): void {
    this.#model = modelOf(this.name, state, this.#options);
  }

  async dispose(): Promise<void> {
    this.#model = undefined;
  }

  async #add(modalities: readonly ModalityColumn[]): Promise<void> {
    const model = requireFitted(this.name, this.#model);
    const before = model.warmPlace.length;
    const columns = checkAddedItems(this.name, model.core.modalities, modalities, before);
    const rows = Int32Array.from(columns[0]!.rowIndex.keys());
    this.#requireRoom(before + rows.length);
    const items = rows.map((row) => before + row);
    this.#model = await withProduct((product) => extendModel(model, columns, rows, items, product));
  }

  #requireRoom(items: number): void {
    const { maxItems } = this.#options;
    if (items <= maxItems) return;
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `${this.name}: expected at most ${maxItems} items, but got ${items}, whose matrix would take ` +
        `${((items * items * 4) / 1e9).toFixed(1)} GB. Raise maxItems if there is so much memory, leave out ` +
        'items with few interactions, or use a ranker whose memory does not grow with pairs of items.',
      { data: { items, maxItems } },
    );
  }
}

async function withProduct<Result>(body: (product: MatrixProduct) => Promise<Result>): Promise<Result> {
  const product = await openMatrixProduct();
  try {
    return await body(product);
  } finally {
    await product.release();
  }
}
