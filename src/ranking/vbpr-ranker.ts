import type {
  Ranker,
  RankerFitInput,
  RankingQuery,
  ScoreContribution,
  ScoreOptions,
} from '../contracts/index.js';
import { type MatrixProduct, openMatrixProduct } from '../numeric/matrix-product.js';
import type { EmbeddingMatrix, JsonObject, ModalityColumn, PluginState } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { rateMeter } from '../util/progress.js';
import { checkAddedItems, checkFitInput, fittedModalities } from './check-fit-input.js';
import { checkItem, checkQueries } from './check-queries.js';
import { requireFitted } from './saved-state.js';
import { type ContentMap, fitContentMap } from './vbpr/content-map.js';
import { completeModel, contentVectors, joinFeatures, type VbprModel } from './vbpr/model.js';
import { type ResolvedVbprOptions, resolveVbprOptions, type VbprRankerOptions } from './vbpr/options.js';
import { explainScore, scoreQueries } from './vbpr/score.js';
import { vbprFromState, vbprState } from './vbpr/state.js';
import { train } from './vbpr/train.js';

/**
 * Visual Bayesian personalised ranking (He and McAuley 2016, https://arxiv.org/abs/1510.01784) over any number of
 * modalities side by side: a person's score of an item is
 *
 * `b_i + gamma_u . gamma_i + theta_u . (E f_i) + beta' . f_i`
 *
 * with latent factors `gamma` from interactions and a learned projection `E` of the embeddings `f`. It is learned by
 * Bayesian personalised ranking (Rendle et al. 2009): what a person chose shall score above an item drawn at random from the rest.
 * Without modalities, or with `contentFactors: 0`, it is plain BPR-MF. Weights of interactions weigh their triples.
 *
 * Embeddings are brought to length 1, then centred; absent ones are zeros. Items without interactions, and those of `addItems`,
 * have the content terms and the mean bias, no `gamma`. Visitors, and users whose liked items are no longer those of the
 * fit, get a vector by a closed-form fold-in on their liked items, with the items held fixed.
 * The same seed gives the same model on the same machine.
 *
 * Raises `EMPTY_CATALOGUE`, `NO_ROWS`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `TRAINING_DIVERGED`, `NOT_FITTED`,
 * `INVALID_OPTIONS`, `ABORTED`, and `SAVE_CORRUPT` for a state that is not its own.
 */
export class VbprRanker implements Ranker {
  readonly specVersion = 1;
  readonly name = 'VbprRanker';
  readonly #options: ResolvedVbprOptions;
  #model: VbprModel | undefined;
  #product: Promise<MatrixProduct> | undefined;

  constructor(options: VbprRankerOptions = {}) {
    this.#options = resolveVbprOptions(this.name, options);
  }

  async fit(input: RankerFitInput): Promise<void> {
    const { interactions, seed, signal, onProgress } = input;
    throwIfAborted(signal);
    checkFitInput(this.name, input);
    const { epochs, factors, contentFactors, projectedDimensions } = this.#options;
    const product = await this.#open();
    const rate = rateMeter();
    const report = (done: number) =>
      onProgress?.({ stage: 'fit-ranker', ranker: this.name, done, total: epochs, rate: rate(done) });
    report(0);
    const columns = contentFactors > 0 ? input.modalities : [];
    const maps: ContentMap[] = [];
    for (const column of columns) {
      maps.push(await fitContentMap(column, { limit: projectedDimensions, seed, signal }, product));
    }
    const { users, items } = interactions;
    const features = await joinFeatures(maps, columns, items, product);
    const shape = {
      users,
      items,
      factors,
      contentFactors: maps.length > 0 ? contentFactors : 0,
      features: features.length / items,
    };
    const parameters = await train(
      { interactions, features, shape, seed, signal, onEpoch: report },
      this.#options,
      product,
    );
    const modalities = fittedModalities(input.modalities);
    this.#model = await completeModel(
      { parameters, shape, modalities, maps, features, interactions },
      product,
    );
  }

  async addItems(modalities: readonly ModalityColumn[]): Promise<void> {
    const model = requireFitted(this.name, this.#model);
    const { shape, maps, content, newItemBias, items } = model;
    const columns = checkAddedItems(this.name, model.modalities, modalities, items.count);
    const added = columns[0]!.rowIndex.length;
    const product = await this.#open();
    const used = maps.map(({ name }) => columns.find((column) => column.name === name)!);
    const features = await joinFeatures(maps, used, added, product);
    const vectors = await contentVectors(features, added, content, newItemBias, shape, product);
    this.#model = {
      ...model,
      items: {
        count: items.count + added,
        vectors: joined(items.vectors, vectors),
        features: joined(items.features, features),
      },
    };
  }

  async score(queries: readonly RankingQuery[], { signal }: ScoreOptions = {}): Promise<EmbeddingMatrix> {
    const model = requireFitted(this.name, this.#model);
    throwIfAborted(signal);
    checkQueries(this.name, queries, model.items.count);
    return scoreQueries(queries, model, await this.#open(), signal);
  }

  async explain(query: RankingQuery, item: number): Promise<readonly ScoreContribution[]> {
    const model = requireFitted(this.name, this.#model);
    checkQueries(this.name, [query], model.items.count);
    checkItem(this.name, item, model.items.count);
    return explainScore(query, item, model);
  }

  config(): JsonObject {
    return { ...this.#options };
  }

  saveState(): PluginState {
    return vbprState(requireFitted(this.name, this.#model));
  }

  restoreState(state: PluginState): void {
    this.#model = vbprFromState(this.name, state);
  }

  async dispose(): Promise<void> {
    this.#model = undefined;
    const product = await this.#product;
    this.#product = undefined;
    await product?.release();
  }

  #open(): Promise<MatrixProduct> {
    this.#product ??= openMatrixProduct();
    return this.#product;
  }
}

function joined(left: Float32Array, right: Float32Array): Float32Array {
  const whole = new Float32Array(left.length + right.length);
  whole.set(left);
  whole.set(right, left.length);
  return whole;
}
