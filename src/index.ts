/**
 * Predict ratings from user reviews and product images.
 *
 * @packageDocumentation
 */

// The whole
export type { RecommenderOptions } from './options.js';
export { RECOMMENDER_DEFAULTS } from './options.js';
export { type EvaluateOptions, MultimodalRecommender } from './recommender.js';

// Contracts, shared types and errors
export type * from './contracts/index.js';
export {
  isRecommenderError,
  RecommenderError,
  type RecommenderErrorCode,
  type RecommenderErrorOptions,
} from './errors.js';
export type * from './types.js';

// Sources
export { AmazonReviewsSource, type AmazonReviewsSourceOptions } from './sources/amazon-reviews-source.js';
export { CsvSource, type CsvSourceOptions } from './sources/csv-source.js';
export { InMemorySource, type InMemorySourceOptions } from './sources/in-memory-source.js';

// Dataset
export { buildDataset, type DatasetOptions } from './dataset/build-dataset.js';
export { cleanText } from './dataset/clean-text.js';
export { splitDataset, type SplitOptions } from './dataset/split.js';
export type { Dataset, DatasetRow, DatasetSummary, SplitSummary } from './dataset/types.js';
export { Vocabulary } from './dataset/vocabulary.js';

// Images
export { collectImages, type ImageCollection, type ImageEntry } from './images/collect-images.js';
export { loadImage } from './images/load-image.js';
export { IMAGE_DEFAULTS, type ImageOptions } from './images/options.js';
export type { ImageFailure, ImageSummary } from './images/types.js';

// Encoders
export {
  ColorTextureImageEncoder,
  type ColorTextureImageEncoderOptions,
} from './encoders/color-texture-image-encoder.js';
export { TfidfTextEncoder, type TfidfTextEncoderOptions } from './encoders/tfidf-text-encoder.js';
export {
  TransformersImageEncoder,
  type TransformersImageEncoderOptions,
} from './encoders/transformers-image-encoder.js';
export {
  TransformersTextEncoder,
  type TransformersTextEncoderOptions,
} from './encoders/transformers-text-encoder.js';

// Embedding
export { type EmbedColumnInput, embedColumn } from './embedding/embed-column.js';
export { type EmbedOptions, embedImages, embedTexts } from './embedding/embed-many.js';
export { imageInput, textInput } from './embedding/inputs.js';
export { LmdbEmbeddingStore, type LmdbEmbeddingStoreOptions } from './embedding/lmdb-embedding-store.js';
export { MemoryEmbeddingStore } from './embedding/memory-embedding-store.js';
export type { EmbeddedColumn, EmbeddingInput, EmbeddingStore, EmbeddingSummary } from './embedding/types.js';

// Fusion and heads. A plug-in that adds layers must use the same copy of tfjs as the library: this one.
export * as tf from '@tensorflow/tfjs-core';
export { initializers, layers, regularizers } from '@tensorflow/tfjs-layers';
export { ConcatFusion } from './fusion/concat-fusion.js';
export { MlpClassifierHead, type MlpClassifierHeadOptions } from './heads/mlp-classifier-head.js';

// Training
export { prepareBackend, type TrainingBackend } from './training/backend.js';
export { type ClassWeighting, classWeights } from './training/class-weights.js';
export {
  type FitRatingModelInput,
  fitRatingModel,
  type RatingModel,
  type RestoreRatingModelInput,
  restoreRatingModel,
} from './training/fit-rating-model.js';
export type { ModalityShape } from './training/graph.js';
export { TRAINING_DEFAULTS, type TrainingOptions } from './training/options.js';
export type { EpochRecord, TrainingData, TrainingHistory } from './training/types.js';

// Evaluation
export { type Ablation, type AblationInput, runAblations } from './evaluation/ablation.js';
export { BOOTSTRAP_DEFAULTS, type BootstrapOptions } from './evaluation/bootstrap/bootstrap.js';
export { type EvaluateContendersInput, evaluateContenders } from './evaluation/evaluate-contenders.js';
export { type RatingMetricsInput, ratingMetrics } from './evaluation/metrics/rating-metrics.js';
export { shuffleColumn } from './evaluation/shuffle-column.js';
export type {
  ClassReportRow,
  ContenderResult,
  Evaluation,
  Interval,
  IntervalMetric,
  RatingMetrics,
} from './evaluation/types.js';

// Reporting
export { renderHtml } from './reporting/render-html.js';
export { renderJson } from './reporting/render-json.js';
export { type Plot, renderPlots } from './reporting/render-plots.js';
export { renderText } from './reporting/render-text.js';
export type { ModelSummary, Report } from './reporting/report.js';
export { writeReport } from './reporting/write-report.js';

// Persistence
export type { PlugIns } from './persistence/plug-ins.js';
