import type { DataSource, PrefetchOptions } from './contracts/index.js';
import { BUILT_INS, RANKER_SUPPLY } from './defaults.js';
import { imageEncoderOf, type Modality, recordEncoderOf, textEncoderOf } from './embedding/modality.js';
import { type PrefetchedModality, prefetchModalities } from './embedding/prefetch.js';
import { RecommenderError } from './errors.js';
import type { Comparison } from './evaluation/comparison/types.js';
import type { RankingEvaluation } from './evaluation/ranking/types.js';
import {
  type RecommenderOptions,
  type ResolvedRecommenderOptions,
  resolveRecommenderOptions,
} from './options.js';
import type { PlugIns } from './persistence/plug-ins.js';
import { loadModel, saveModel } from './persistence/saved-model.js';
import type { Explanation, Recommendation, RecommendationList } from './ranking/results.js';
import type { Report } from './reporting/report.js';
import { type CompareOptions, compareReviewModels } from './tasks/compare-review-models.js';
import type { EvaluateOptions } from './tasks/evaluate-ratings.js';
import { requireRatingModel } from './tasks/predict-rows.js';
import type { EvaluateRankingOptions } from './tasks/preference/evaluate-ranking.js';
import { fitPreferenceTask, preferenceModalities } from './tasks/preference/fit-preference-task.js';
import type { RecommendFor, RecommendOptions } from './tasks/preference/recommend.js';
import type { ContentQuery, Recommendations, UpsertSummary } from './tasks/preference/recommendations.js';
import { restorePreferenceModel } from './tasks/preference/restore-preference-model.js';
import type { SimilarOptions } from './tasks/preference/similar.js';
import { ReviewModel, requirePreference } from './tasks/review-model.js';
import { fitReviewTask, reviewModalities } from './tasks/review-task.js';
import type { TaskModel } from './tasks/types.js';
import type { CallOptions, Item, RatingInput, RatingPrediction } from './types.js';
import { writeFileAtomic } from './util/atomic-write.js';

/** Options of {@link MultimodalRecommender.load}: plug-ins that are not built in, and what belongs to the process, not to the model. */
export interface LoadOptions
  extends Partial<PlugIns>,
    Pick<RecommenderOptions, 'images' | 'cacheDirectory' | 'vectorIndex' | 'preference'> {}

/**
 * Learns from reviews and product images. With `task: 'review'` (the default) it tells ratings from texts and pictures that are there; with
 * `task: 'preference'` it predicts how people will rate what they have not written about yet, and recommends.
 *
 * @example
 * ```ts
 * const recommender = new MultimodalRecommender();
 * await recommender.fit(new AmazonReviewsSource({ reviews: 'reviews.jsonl.gz', metadata: 'meta.jsonl.gz' }));
 * const { stars } = await recommender.predictRating({ text: 'Lovely fabric.', image: 'dress.jpg' });
 * ```
 *
 * @example
 * ```ts
 * const recommender = new MultimodalRecommender({ task: 'preference' });
 * await recommender.fit(source);
 * const { items } = await recommender.recommend({ liked: ['B07K2Q', 'B00ZV9'] }, { k: 12 });
 * ```
 */
export class MultimodalRecommender {
  readonly #options: ResolvedRecommenderOptions;
  #model: TaskModel | undefined;

  /** Stores the configuration and loads nothing. Raises `INVALID_OPTIONS`. */
  constructor(options: RecommenderOptions = {}) {
    this.#options = resolveRecommenderOptions(options);
  }

  /**
   * Runs every stage from the source to a trained model. May be called again: it starts over.
   *
   * Raises `SOURCE_*`, `NO_ROWS`, `TOO_FEW_ROWS`, `ONE_CLASS`, `ALL_IMAGES_FAILED`, `STORE_UNUSABLE`,
   * `MODEL_NOT_FOUND`, `MODEL_OUTPUT`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `INVALID_OPTIONS` (a fusion or head
   * that builds no usable graph), `TRAINING_DIVERGED` or `ABORTED`; in the preference task also `LEAK` when what is to be predicted
   * is in the inputs. The object then counts as not fitted.
   */
  async fit(source: DataSource, call: CallOptions = {}): Promise<this> {
    await this.#forget();
    this.#model =
      this.#options.task === 'review'
        ? await fitReviewTask(source, this.#options, call)
        : await fitPreferenceTask(source, this.#options, RANKER_SUPPLY, call);
    return this;
  }

  /**
   * Measures the rating model on the test rows of the last `fit`, beside baselines and ablations, with bootstrap intervals; in the
   * preference task also the ranker, as {@link MultimodalRecommender.evaluateRanking} does.
   * Raises `NOT_FITTED` for a model that was loaded, since it has no test rows, and for one that predicts no ratings; `INVALID_OPTIONS`,
   * `TRAINING_DIVERGED` or `ABORTED`.
   */
  async evaluate(options: EvaluateOptions = {}): Promise<Report> {
    return this.#fitted().evaluate(options);
  }

  /**
   * Measures how well rankers find the test interactions of the last `fit`: the configured one and the baselines, fitted anew
   * without them, over the whole catalogue, with paired bootstrap intervals. Preference task only. Raises `NOT_FITTED`, `NO_ROWS`
   * when no user has a test item that is new to them, `INVALID_OPTIONS`, `ABORTED`.
   */
  async evaluateRanking(options: EvaluateRankingOptions = {}): Promise<RankingEvaluation> {
    return this.#fitted().evaluateRanking(options);
  }

  /**
   * Cross-validates combinations of encoders, fusions and heads on the training and validation rows of a source, with an interval for each,
   * and measures the first and the best one on the test rows. Vectors come from the embedding store where they are known; encoders that
   * learn do so in every fold anew. With `journal` a comparison that was ended goes on where it stopped. Does not change what was fitted.
   * Review task only. Raises what {@link MultimodalRecommender.fit} and {@link compareModels} raise.
   *
   * @example
   * ```ts
   * const comparison = await recommender.compare(source, {
   *   fusions: { concat: () => new ConcatFusion(), gated: () => new GatedFusion() },
   *   heads: { classes: () => new MlpClassifierHead(), ordinal: () => new MlpOrdinalHead() },
   *   journal: 'comparison.jsonl',
   * });
   * console.log(renderComparisonText(comparison));
   * ```
   */
  async compare(source: DataSource, options: CompareOptions = {}): Promise<Comparison> {
    return compareReviewModels(source, this.#options, options);
  }

  /** Predicts one rating. Raises what {@link MultimodalRecommender.predictRatings} raises. */
  async predictRating(input: RatingInput, call: CallOptions = {}): Promise<RatingPrediction> {
    const [prediction] = await this.predictRatings([input], call);
    return prediction!;
  }

  /**
   * Predicts many ratings, in the order of the inputs: from `{ text, image }` in the review task, from `{ userId, itemId }` in the
   * preference task. Raises `NOT_FITTED`, `NO_INPUT`, `IMAGE_UNREADABLE` or `ABORTED`; `UNKNOWN_ITEM` and, for a text or picture,
   * `INVALID_OPTIONS` in the preference task;
   * `PLUGIN_MISMATCH` when an encoder is not the one of the training; and, when an encoder is loaded for the first time,
   * `MODEL_NOT_FOUND` or `MODEL_OUTPUT`.
   */
  async predictRatings(inputs: readonly RatingInput[], call: CallOptions = {}): Promise<RatingPrediction[]> {
    return this.#fitted().predictRatings(inputs, call);
  }

  /**
   * What to show a known user, or a visitor who likes some items. Whoever is unknown and likes nothing is shown what is popular, and the
   * result says so (`basis`). Equal scores come in the order of the catalogue. Raises `NOT_FITTED` (also in the review task),
   * `INVALID_OPTIONS`, `ABORTED`.
   */
  async recommend(whom: RecommendFor, options: RecommendOptions = {}): Promise<RecommendationList> {
    const [list] = await this.recommendMany([whom], options);
    return list!;
  }

  /** The lists of many people, in their order; faster than one call for each. Raises what `recommend` raises. */
  async recommendMany(
    whom: readonly RecommendFor[],
    options: RecommendOptions = {},
  ): Promise<RecommendationList[]> {
    return this.#recommendations().recommend(whom, options);
  }

  /**
   * The items most like an item of the catalogue, or like a text and a picture: mean cosine similarity over the modalities that both have.
   * Raises `NOT_FITTED`, `UNKNOWN_ITEM`, `NO_INPUT`, `IMAGE_UNREADABLE`, `INVALID_OPTIONS`, `ABORTED`.
   */
  async similarItems(to: string | ContentQuery, options: SimilarOptions = {}): Promise<Recommendation[]> {
    return this.#recommendations().similarItems(to, options);
  }

  /**
   * Finds items by a sentence: among the item texts, and among the pictures as well when both encoders share a space, as those of
   * CLIP do. Raises `NOT_FITTED`, `NO_INPUT`, `INVALID_OPTIONS`, `ABORTED`.
   */
  async search(query: { readonly text: string }, options: SimilarOptions = {}): Promise<Recommendation[]> {
    return this.#recommendations().search(query, options);
  }

  /**
   * Puts new items into the catalogue, and new contents of items that are there, without training anew. New items can be recommended,
   * found, liked and rated at once. The ranker keeps the contents that it was fitted with for items that it knows. Raises
   * `NOT_FITTED`, `STORE_UNUSABLE`, `ABORTED`, and what the encoders raise; nothing is then changed.
   */
  async upsertItems(items: readonly Item[], call: CallOptions = {}): Promise<UpsertSummary> {
    return this.#recommendations().upsertItems(items, call);
  }

  /**
   * Which liked items and which modality carry the score of an item for somebody. Raises `NOT_FITTED`, `UNKNOWN_ITEM`.
   */
  async explain(whom: RecommendFor, itemId: string): Promise<Explanation> {
    return this.#recommendations().explain(whom, itemId);
  }

  /**
   * Writes the fitted model into a folder. An interrupted save leaves the folder's earlier model whole. Raises `NOT_FITTED`, and
   * `PLUGIN_MISMATCH` when an encoder, head or ranker has changed since, or cannot save what it learned.
   */
  async save(directory: string): Promise<void> {
    const model = this.#fitted();
    await saveModel(directory, { ...model.saved, preference: model.savePreference?.() }, model.fingerprints);
  }

  /**
   * Writes the trained fusion and head as an ONNX file, for any other runtime: embeddings in, probabilities of the ratings out. Inputs are
   * NAME `[batch, dimensions]` and NAME_present `[batch, 1]` (1 or 0) of every modality, `review` and `image` for the review task. The file
   * is written whole or not at all. Raises `NOT_FITTED` and `UNSUPPORTED_LAYER`.
   */
  async exportOnnx(path: string): Promise<void> {
    await writeFileAtomic(path, requireRatingModel(this.#fitted().saved).exportOnnx());
  }

  /**
   * Reads a model back. Plug-ins that are not built in must be handed over. Raises `SAVE_CORRUPT`, `SAVE_VERSION`,
   * `PLUGIN_MISMATCH` or `INVALID_OPTIONS`.
   */
  static async load(directory: string, options: LoadOptions = {}): Promise<MultimodalRecommender> {
    const { images, cacheDirectory, vectorIndex, preference: settings, ...plugIns } = options;
    const { fingerprints, preference, ...saved } = await loadModel(directory, plugIns, BUILT_INS);
    const { task, scale, seed, fusion, head } = saved;
    const recommender = new MultimodalRecommender({
      task,
      textEncoder: textEncoderOf(saved.modalities),
      imageEncoder: imageEncoderOf(saved.modalities),
      recordEncoder: recordEncoderOf(saved.modalities),
      scale,
      seed,
      fusion,
      head,
      ...(preference && { ranker: preference.ranker }),
      images,
      cacheDirectory,
      vectorIndex,
      preference: settings,
    });
    recommender.#model = preference
      ? await restorePreferenceModel(saved, fingerprints, preference, recommender.#options, RANKER_SUPPLY)
      : new ReviewModel(saved, fingerprints, recommender.#options);
    return recommender;
  }

  /**
   * Fetches and checks the files of all encoders that have any, while a container image is built for instance, so
   * that everything else works without a network from then on. Raises `MODEL_NOT_FOUND`, `INVALID_OPTIONS` or `ABORTED`.
   */
  prefetch(options: PrefetchOptions = {}): Promise<PrefetchedModality[]> {
    return prefetchModalities(this.#modalities(), options);
  }

  /** Gives back the memory of the model and the encoders. The object then counts as not fitted. */
  async dispose(): Promise<void> {
    await this.#forget();
    for (const { encoder } of this.#modalities()) await encoder.dispose?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #forget(): Promise<void> {
    const model = this.#model;
    this.#model = undefined;
    await model?.dispose();
  }

  #fitted(): TaskModel {
    if (this.#model) return this.#model;
    throw new RecommenderError(
      'NOT_FITTED',
      'Call fit() first, or MultimodalRecommender.load() a saved model.',
    );
  }

  #recommendations(): Recommendations {
    const { recommendations } = this.#fitted();
    if (recommendations) return recommendations;
    throw requirePreference();
  }

  #modalities(): Modality[] {
    return this.#options.task === 'review'
      ? reviewModalities(this.#options)
      : preferenceModalities(this.#options);
  }
}
