import type {
  FusionStrategy,
  ImageEncoder,
  Ranker,
  RatingHead,
  RecordEncoder,
  TextEncoder,
  VectorIndex,
} from './contracts/index.js';
import { type DatasetOptions, resolveDatasetOptions } from './dataset/build-dataset.js';
import { resolveSplitOptions, type SplitOptions } from './dataset/split/options.js';
import * as defaults from './defaults.js';
import { looksItemsUp } from './embedding/known-items.js';
import type { EmbeddingStore } from './embedding/types.js';
import { type ImageOptions, resolveImageOptions } from './images/options.js';
import {
  type PreferenceOptions,
  type ResolvedPreferenceOptions,
  resolvePreferenceOptions,
} from './tasks/preference/options.js';
import { resolveTrainingOptions, type TrainingOptions } from './training/options.js';
import type { RatingScale, Task } from './types.js';
import { requireOption, resolveOptions } from './util/options.js';
import { STARS } from './util/rating-scale.js';

/** Options of {@link MultimodalRecommender}. Everything has a default; plug-ins are swapped one by one. */
export interface RecommenderOptions {
  /**
   * `review`: how many stars does a review that has been written mean? `preference`: how would a person rate an item before they
   * have written anything, and what should they be shown? @default 'review'
   */
  readonly task?: Task | undefined;
  /** Reads the review text; `null` leaves texts out of the model. @default DistilBERT, CLS, 128 tokens, 768 dimensions */
  readonly textEncoder?: TextEncoder | null | undefined;
  /** Reads the product image; `null` leaves images out of the model. @default ResNet50, average pooled, 2,048 dimensions */
  readonly imageEncoder?: ImageEncoder | null | undefined;
  /**
   * Pictures of an item that are read in the review task, the first included: further ones are modalities of their own, `image 2` and so on, by the
   * same encoder. The source must offer them (`item.moreImages`). @default 1
   */
  readonly imagesPerItem?: number | undefined;
  /**
   * Reads what is known of the item, the user and the time besides text and picture, as a modality of its own: `new TabularEncoder()`; review
   * task only. @default null
   */
  readonly recordEncoder?: RecordEncoder | null | undefined;
  /** Joins the modalities. @default concatenation */
  readonly fusion?: FusionStrategy | undefined;
  /** Turns the fused vector into a rating distribution. @default dense 1,024/512/128, softmax */
  readonly head?: RatingHead | undefined;
  /** Orders items for people; preference task only. @default a blend of several rankers, chosen on held-out interactions */
  readonly ranker?: Ranker | undefined;
  /** Makes the index of nearest neighbours of a modality; preference task only. @default an exact one in memory */
  readonly vectorIndex?: ((modality: string) => VectorIndex) | undefined;
  /** Settings of the preference task. */
  readonly preference?: PreferenceOptions | undefined;
  /** Ratings outside this scale are dropped and counted. @default `{ min: 1, max: 5, step: 1 }` */
  readonly scale?: RatingScale | undefined;
  /** Sampling and cleaning. */
  readonly dataset?: Omit<DatasetOptions, 'scale' | 'seed'> | undefined;
  /** How rows are divided into training, validation and test parts. */
  readonly split?: Omit<SplitOptions, 'seed'> | undefined;
  /** Downloading and checking of product images. */
  readonly images?: ImageOptions | undefined;
  /** Epochs, learning rate, early stopping and so on. */
  readonly training?: TrainingOptions | undefined;
  /** Folder for downloaded images and for embeddings, kept between runs. @default '.cache/multimodal-recommender' */
  readonly cacheDirectory?: string | undefined;
  /** Keeps embeddings between runs; `null` keeps none. @default an LMDB store in `cacheDirectory` */
  readonly embeddingStore?: EmbeddingStore | null | undefined;
  /**
   * Leave embeddings in the embedding store and read them batch by batch, for more rows than fit into memory; for the review task with
   * encoders that do not learn. Training is a little slower and comes to the same model. @default false
   */
  readonly streamEmbeddings?: boolean | undefined;
  /** Reaches every random choice: sampling, split, initial weights, dropout, shuffling, bootstrap. @default 42 */
  readonly seed?: number | undefined;
}

/** {@link RecommenderOptions} with the defaults filled in. */
export interface ResolvedRecommenderOptions {
  readonly task: Task;
  readonly ranker: Ranker;
  readonly vectorIndex: (modality: string) => VectorIndex;
  readonly preference: ResolvedPreferenceOptions;
  readonly textEncoder: TextEncoder | null;
  readonly imageEncoder: ImageEncoder | null;
  readonly recordEncoder: RecordEncoder | null;
  readonly imagesPerItem: number;
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly scale: RatingScale;
  readonly dataset: Omit<DatasetOptions, 'scale' | 'seed'>;
  readonly split: Omit<SplitOptions, 'seed'>;
  readonly images: ImageOptions;
  readonly training: TrainingOptions;
  readonly cacheDirectory: string;
  readonly embeddingStore: EmbeddingStore | null | undefined;
  readonly streamEmbeddings: boolean;
  readonly seed: number;
}

/** Defaults of the plain settings; the default plug-ins are in `defaults.ts`. */
export const RECOMMENDER_DEFAULTS = Object.freeze({
  task: 'review' as Task,
  scale: STARS,
  cacheDirectory: '.cache/multimodal-recommender',
  streamEmbeddings: false,
  imagesPerItem: 1,
  seed: 42,
});

/** Fills in the defaults. Raises `INVALID_OPTIONS` for unknown keys, foreign plug-ins and impossible combinations. */
export function resolveRecommenderOptions(given: RecommenderOptions): ResolvedRecommenderOptions {
  const owner = 'MultimodalRecommender';
  const options = resolveOptions<ResolvedRecommenderOptions>(
    owner,
    {
      ...RECOMMENDER_DEFAULTS,
      textEncoder: given.textEncoder === undefined ? defaults.defaultTextEncoder() : given.textEncoder,
      imageEncoder: given.imageEncoder === undefined ? defaults.defaultImageEncoder() : given.imageEncoder,
      recordEncoder: null,
      fusion: given.fusion ?? defaults.defaultFusion(),
      head: given.head ?? defaults.defaultHead(),
      ranker: given.ranker ?? defaults.defaultRanker(),
      vectorIndex: given.vectorIndex ?? defaults.defaultVectorIndex,
      preference: resolvePreferenceOptions(given.preference),
      dataset: {},
      split: {},
      images: {},
      training: {},
      embeddingStore: undefined,
    },
    { ...given, preference: undefined },
  );
  const { textEncoder, imageEncoder, recordEncoder, fusion, head, scale } = options;
  requireOption(
    textEncoder !== null || imageEncoder !== null || options.task === 'preference',
    owner,
    'textEncoder and imageEncoder are both null; at least one modality is needed.',
  );
  requireOption(
    options.task === 'review' || options.task === 'preference',
    owner,
    `task must be "review" or "preference", but is "${String(options.task)}".`,
  );
  requireOption(
    recordEncoder === null || options.task === 'review',
    owner,
    'recordEncoder belongs to the review task; the preference task knows users, items and ratings by itself.',
  );
  const { imagesPerItem } = options;
  requireOption(
    Number.isInteger(imagesPerItem) &&
      imagesPerItem >= 1 &&
      (imagesPerItem === 1 || (options.task === 'review' && !(imageEncoder && looksItemsUp(imageEncoder)))),
    owner,
    'imagesPerItem must be a whole number from 1, and more than 1 only in the review task with an encoder that reads pictures.',
  );
  const { ranker } = options;
  const plugIns = { textEncoder, imageEncoder, recordEncoder, fusion, head, ranker };
  for (const [role, plugIn] of Object.entries(plugIns)) {
    requireOption(
      plugIn === null || plugIn.specVersion === 1,
      owner,
      `${role} must be a plug-in with specVersion 1, but has ${String(plugIn?.specVersion)}.`,
    );
  }
  requireOption(
    scale.step > 0 && scale.max > scale.min && Number.isInteger((scale.max - scale.min) / scale.step),
    owner,
    `scale must run from min to max in whole steps, but is ${JSON.stringify(scale)}.`,
  );
  requireLearnable(owner, options);
  requireOption(
    !options.streamEmbeddings || (options.task === 'review' && options.embeddingStore !== null),
    owner,
    'streamEmbeddings needs the review task and an embedding store; leave embeddingStore out or give one.',
  );
  requireOption(Number.isInteger(options.seed), owner, `seed must be an integer, but is ${options.seed}.`);
  // A mistake in a later stage's options is better found now than after an hour of downloads.
  resolveDatasetOptions(options.dataset);
  resolveSplitOptions(options.split);
  resolveImageOptions(owner, options.images);
  resolveTrainingOptions(options.training);
  return options;
}

/** In the preference task there must be something to learn ratings from, and something to like. */
function requireLearnable(
  owner: string,
  { task, preference, textEncoder, imageEncoder, scale }: ResolvedRecommenderOptions,
): void {
  if (task !== 'preference') return;
  const { predictRatings, userDimensions, likedFrom } = preference;
  requireOption(
    !predictRatings || userDimensions > 0 || textEncoder !== null || imageEncoder !== null,
    owner,
    'preference.predictRatings has nothing to learn from: textEncoder and imageEncoder are null and userDimensions is 0. Give it one of them, or turn predictRatings off.',
  );
  requireOption(
    likedFrom === undefined || likedFrom <= scale.max,
    owner,
    `preference.likedFrom is ${likedFrom}, but ratings end at ${scale.max}: nobody would like anything.`,
  );
}
