import { join } from 'node:path';
import type { DataSource, PrefetchOptions, RatingHead } from './contracts/index.js';
import { buildDataset } from './dataset/build-dataset.js';
import { keepRows } from './dataset/keep-rows.js';
import { splitDataset } from './dataset/split.js';
import type { Dataset, DatasetRow, SplitSummary } from './dataset/types.js';
import { BUILT_INS } from './defaults.js';
import { textInput } from './embedding/inputs.js';
import { knownItems, looksItemsUp } from './embedding/known-items.js';
import { fitAndEmbed, imageEncoderOf, type Modality, textEncoderOf } from './embedding/modality.js';
import { openEmbeddingStore } from './embedding/open-embedding-store.js';
import { type PrefetchedModality, prefetchModalities } from './embedding/prefetch.js';
import { RecommenderError } from './errors.js';
import { canReturn, runAblations } from './evaluation/ablation.js';
import { evaluateContenders } from './evaluation/evaluate-contenders.js';
import { collectImages, type ImageEntry, requireSomeImages } from './images/collect-images.js';
import type { ImageSummary } from './images/types.js';
import {
  type RecommenderOptions,
  type ResolvedRecommenderOptions,
  resolveRecommenderOptions,
} from './options.js';
import type { PlugIns } from './persistence/plug-ins.js';
import { loadModel, type SavedModel, saveModel } from './persistence/saved-model.js';
import { predictRatings } from './prediction.js';
import type { ImageAccount, Report } from './reporting/report.js';
import { summariseModel } from './reporting/summarise-model.js';
import { fitRatingModel } from './training/fit-rating-model.js';
import { resolveTrainingOptions } from './training/options.js';
import type { TrainingData, TrainingHistory } from './training/types.js';
import type { CallOptions, ModalityColumn, RatingInput, RatingPrediction, SplitIndices } from './types.js';
import { throwIfAborted } from './util/abort.js';

/** What a fit leaves behind for `evaluate`. */
interface Run {
  readonly dataset: Dataset;
  readonly indices: SplitIndices;
  readonly split: SplitSummary;
  readonly images: ImageSummary | undefined;
  readonly data: TrainingData;
  readonly history: TrainingHistory;
}

/** Options of {@link MultimodalRecommender.evaluate}. */
export interface EvaluateOptions extends CallOptions {
  /** Train each modality alone and shuffle the images, to show what each is worth. @default true */
  readonly ablation?: boolean;
  /** Bootstrap resamples behind the intervals. @default 1000 */
  readonly resamples?: number;
  /** Coverage of the intervals, between 0 and 1. @default 0.95 */
  readonly confidence?: number;
  /** Heading of the report. @default "Rating prediction" */
  readonly title?: string;
  /** Remarks that the report shows at its top. @default [] */
  readonly notes?: readonly string[];
}

/** Options of {@link MultimodalRecommender.load}: plug-ins that are not built in, and what belongs to the process, not to the model. */
export interface LoadOptions
  extends Partial<PlugIns>,
    Pick<RecommenderOptions, 'images' | 'cacheDirectory'> {}

/**
 * Learns to tell ratings from review texts and product images: reads a source, joins and cleans it, collects the
 * images, encodes both, trains a head on the fused embeddings, and predicts, evaluates, saves and loads.
 *
 * @example
 * ```ts
 * const recommender = new MultimodalRecommender();
 * await recommender.fit(new AmazonReviewsSource({ reviews: 'reviews.jsonl.gz', metadata: 'meta.jsonl.gz' }));
 * const { stars } = await recommender.predictRating({ text: 'Lovely fabric.', image: 'dress.jpg' });
 * ```
 */
export class MultimodalRecommender {
  readonly #options: ResolvedRecommenderOptions;
  #model: SavedModel | undefined;
  #fingerprints: ReadonlyMap<string, string> = new Map();
  #run: Run | undefined;

  /** Stores the configuration and loads nothing. Raises `INVALID_OPTIONS`. */
  constructor(options: RecommenderOptions = {}) {
    this.#options = resolveRecommenderOptions(options);
  }

  /**
   * Runs every stage from the source to a trained model. May be called again: it starts over.
   *
   * Raises `SOURCE_*`, `NO_ROWS`, `TOO_FEW_ROWS`, `ONE_CLASS`, `ALL_IMAGES_FAILED`, `STORE_UNUSABLE`,
   * `MODEL_NOT_FOUND`, `MODEL_OUTPUT`, `DIMENSION_MISMATCH`, `INVALID_EMBEDDING`, `INVALID_OPTIONS` (a fusion or head
   * that builds no usable graph), `TRAINING_DIVERGED` or `ABORTED`; the object then counts as not fitted.
   */
  async fit(source: DataSource, call: CallOptions = {}): Promise<this> {
    this.#forget();
    const { scale, seed, fusion, head, training } = this.#options;
    const read = await buildDataset(source, { ...this.#options.dataset, scale, seed }, call);
    const images = await this.#collectImages(read, call);
    const { textEncoder } = this.#options;
    const dataset = keepRows(
      read,
      (row) => (textEncoder !== null && Boolean(row.text)) || images?.byItem.has(row.itemId) === true,
      'NO_USABLE_MODALITY',
    );
    const { indices, summary } = splitDataset(dataset.rows, { ...this.#options.split, seed });
    const columns = await this.#embed(dataset, images?.byItem, indices.train, call);
    const classIndex = Int32Array.from(dataset.rows, (row) => row.classIndex);
    const data: TrainingData = { columns, classIndex, ...indices, scale };
    const model = await fitRatingModel({ data, fusion, head, options: training, seed, label: 'full' }, call);
    this.#run = { dataset, indices, split: summary, images: images?.summary, data, history: model.history };
    const modalities = this.#modalities();
    this.#model = { scale, seed, modalities, fusion, head, model };
    this.#fingerprints = new Map(modalities.map(({ name, encoder }) => [name, encoder.fingerprint]));
    return this;
  }

  /**
   * Measures the model on the test rows of the last `fit`, beside baselines and ablations, with bootstrap intervals.
   * Raises `NOT_FITTED` for a model that was loaded, since it has no test rows; `INVALID_OPTIONS`,
   * `TRAINING_DIVERGED` or `ABORTED`.
   */
  async evaluate(options: EvaluateOptions = {}): Promise<Report> {
    const {
      ablation = true,
      title = 'Rating prediction',
      notes = [],
      resamples,
      confidence,
      ...call
    } = options;
    const { model } = this.#fitted();
    const run = this.#run;
    if (!run) {
      throw new RecommenderError(
        'NOT_FITTED',
        'evaluate() measures the test rows of fit(), and a loaded model has none.',
      );
    }
    const { fusion, head, training, seed, scale } = this.#options;
    const { data, indices, dataset, split, images } = run;
    const rows = { done: 0, total: indices.test.length, rate: 0 };
    const probabilities = await model.predict(data.columns, indices.test, call);
    const ablations = ablation
      ? await runAblations({ model, data, test: indices.test, fusion, head, training, seed }, call)
      : [];
    throwIfAborted(call.signal);
    call.onProgress?.({ stage: 'evaluate', ...rows });
    const evaluation = evaluateContenders({
      classIndex: pick(data.classIndex, indices.test),
      trainClassIndex: pick(data.classIndex, indices.train),
      userItems: { train: rowsAt(dataset, indices.train), test: rowsAt(dataset, indices.test) },
      scale,
      model: probabilities,
      ablations,
      protocol: describeProtocol(split, seed),
      seed,
      ...(resamples === undefined ? {} : { resamples }),
      ...(confidence === undefined ? {} : { confidence }),
    });
    call.onProgress?.({ stage: 'evaluate', ...rows, done: rows.total });
    return {
      formatVersion: 1,
      title,
      notes: [...notes, ...remarks(head, ablation && data.columns.length > 1)],
      dataset: dataset.summary,
      split,
      ...(images ? { images: accountOf(images) } : {}),
      model: summariseModel({
        modalities: this.#modalities(),
        columns: data.columns,
        fusion,
        head,
        seed,
        training: resolveTrainingOptions(training),
      }),
      training: run.history,
      evaluation,
    };
  }

  /** Predicts one rating. Raises what {@link MultimodalRecommender.predictRatings} raises. */
  async predictRating(input: RatingInput, call: CallOptions = {}): Promise<RatingPrediction> {
    const [prediction] = await this.predictRatings([input], call);
    return prediction!;
  }

  /**
   * Predicts many ratings, in the order of the inputs. Raises `NOT_FITTED`, `NO_INPUT`, `IMAGE_UNREADABLE` or `ABORTED`;
   * `PLUGIN_MISMATCH` when an encoder is not the one of the training; and, when an encoder is loaded for the first time,
   * `MODEL_NOT_FOUND` or `MODEL_OUTPUT`.
   */
  async predictRatings(inputs: readonly RatingInput[], call: CallOptions = {}): Promise<RatingPrediction[]> {
    return predictRatings(this.#fitted(), this.#fingerprints, inputs, this.#imageOptions(), call);
  }

  /**
   * Writes the fitted model into a folder. An interrupted save leaves the folder's earlier model whole. Raises `NOT_FITTED`, and
   * `PLUGIN_MISMATCH` when an encoder or head has changed since, or cannot save what it learned.
   */
  async save(directory: string): Promise<void> {
    await saveModel(directory, this.#fitted(), this.#fingerprints);
  }

  /**
   * Reads a model back. Plug-ins that are not built in must be handed over. Raises `SAVE_CORRUPT`, `SAVE_VERSION`,
   * `PLUGIN_MISMATCH` or `INVALID_OPTIONS`.
   */
  static async load(directory: string, options: LoadOptions = {}): Promise<MultimodalRecommender> {
    const { images, cacheDirectory, ...plugIns } = options;
    const loaded = await loadModel(directory, plugIns, BUILT_INS);
    const { scale, seed, fusion, head, fingerprints } = loaded;
    const recommender = new MultimodalRecommender({
      textEncoder: textEncoderOf(loaded.modalities),
      imageEncoder: imageEncoderOf(loaded.modalities),
      scale,
      seed,
      fusion,
      head,
      images,
      cacheDirectory,
    });
    recommender.#model = loaded;
    recommender.#fingerprints = fingerprints;
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
    this.#forget();
    for (const { encoder } of this.#modalities()) await encoder.dispose?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  #forget(): void {
    this.#model?.model.dispose();
    this.#model = undefined;
    this.#run = undefined;
    this.#fingerprints = new Map();
  }

  #fitted(): SavedModel {
    if (this.#model) return this.#model;
    throw new RecommenderError(
      'NOT_FITTED',
      'Call fit() first, or MultimodalRecommender.load() a saved model.',
    );
  }

  #modalities(): Modality[] {
    const { textEncoder, imageEncoder } = this.#options;
    return [
      ...(textEncoder ? [{ name: 'review' as const, encoder: textEncoder }] : []),
      ...(imageEncoder ? [{ name: 'image' as const, encoder: imageEncoder }] : []),
    ];
  }

  #imageOptions() {
    return { directory: join(this.#options.cacheDirectory, 'images'), ...this.#options.images };
  }

  async #collectImages(dataset: Dataset, call: CallOptions) {
    const { imageEncoder } = this.#options;
    if (!imageEncoder) return undefined;
    const itemIds = [...new Set(dataset.rows.map((row) => row.itemId))];
    const lookup = looksItemsUp(imageEncoder) ? imageEncoder : undefined;
    await lookup?.load?.(call);
    const references = itemIds.map((itemId) => dataset.items.get(itemId)?.image);
    const { entries, summary } = lookup
      ? knownItems(lookup, itemIds)
      : await collectImages(references, this.#imageOptions(), call);
    requireSomeImages(summary);
    const byItem = new Map<string, ImageEntry>();
    entries.forEach((entry, index) => {
      if (entry) byItem.set(itemIds[index]!, entry);
    });
    return { byItem, summary };
  }

  async #embed(
    dataset: Dataset,
    images: ReadonlyMap<string, ImageEntry> | undefined,
    train: Int32Array,
    call: CallOptions,
  ): Promise<ModalityColumn[]> {
    const { textEncoder, imageEncoder, embeddingStore, cacheDirectory, seed } = this.#options;
    const own = embeddingStore === undefined;
    const store = own ? openEmbeddingStore(cacheDirectory) : embeddingStore;
    try {
      const columns: ModalityColumn[] = [];
      const ratings = Float32Array.from(dataset.rows, ({ rating }) => rating);
      const shared = { train, seed, store, ratings };
      if (textEncoder) {
        const inputs = dataset.rows.map((row) => (row.text ? textInput(row.text) : undefined));
        columns.push(await fitAndEmbed({ ...shared, name: 'review', encoder: textEncoder, inputs }, call));
      }
      if (imageEncoder) {
        const inputs = dataset.rows.map((row) => {
          const entry = images?.get(row.itemId);
          return entry && { key: entry.hash, length: entry.bytes, read: () => entry.read() };
        });
        columns.push(await fitAndEmbed({ ...shared, name: 'image', encoder: imageEncoder, inputs }, call));
      }
      return columns;
    } finally {
      if (own) await store?.close();
    }
  }
}

function pick(values: Int32Array, rows: Int32Array): Int32Array {
  return rows.map((row) => values[row]!);
}

function rowsAt({ rows }: Dataset, indices: Int32Array): DatasetRow[] {
  return Array.from(indices, (index) => rows[index]!);
}

function accountOf({ downloaded, reused, ...account }: ImageSummary): ImageAccount {
  return account;
}

function remarks(head: RatingHead, wantsAblations: boolean): string[] {
  if (!wantsAblations || canReturn(head)) return [];
  return [
    `The head "${head.name}" cannot be fitted again without losing the full model (it has no saveState and restoreState), so the models of single modalities are missing.`,
  ];
}

function describeProtocol(split: SplitSummary, seed: number): string {
  return `${split.kind} split, seed ${seed}: ${split.train} training, ${split.validation} validation and ${split.test} test rows. Early stopping looked at the validation rows only; all figures are of the test rows.`;
}
