/**
 * Predict ratings and recommend products from user reviews and product images.
 *
 * @packageDocumentation
 */

// The whole
export { type LoadOptions, MultimodalRecommender } from './recommender.js';
export type { RecommenderOptions } from './options.js';
export { RECOMMENDER_DEFAULTS } from './options.js';
export {
  COMPARE_TASK_DEFAULTS,
  type ComparedEncoders,
  type CompareOptions,
} from './tasks/compare-review-models.js';
export type { EvaluateOptions } from './tasks/evaluate-ratings.js';
export type { EvaluateRankingOptions } from './tasks/preference/evaluate-ranking.js';
export { itemText } from './tasks/preference/item-text.js';
export {
  PREFERENCE_DEFAULTS,
  type PreferenceOptions,
  type ResolvedPreferenceOptions,
} from './tasks/preference/options.js';
export {
  RECOMMEND_DEFAULTS,
  type RecommendFor,
  type RecommendOptions,
} from './tasks/preference/recommend.js';
export type { ContentQuery, UpsertSummary } from './tasks/preference/recommendations.js';
export { SIMILAR_DEFAULTS, type SimilarOptions } from './tasks/preference/similar.js';
export type { Explanation, ExplanationPart, Recommendation, RecommendationList } from './ranking/results.js';

// Contracts, shared types and errors
export type * from './contracts/index.js';
export type * from './types.js';
export {
  isRecommenderError,
  RecommenderError,
  type RecommenderErrorCode,
  type RecommenderErrorOptions,
} from './errors.js';

// Sources
export {
  AMAZON_REVIEWS_DEFAULTS,
  AmazonReviewsSource,
  type AmazonReviewsSourceOptions,
} from './sources/amazon-reviews-source.js';
export { CSV_DEFAULTS, CsvSource, type CsvSourceOptions, type CsvTable } from './sources/csv-source.js';
export type { InteractionField, ItemField } from './sources/csv/rows.js';
export {
  IN_MEMORY_DEFAULTS,
  InMemorySource,
  type InMemorySourceOptions,
} from './sources/in-memory-source.js';
export type { ReviewText } from './sources/review-text.js';

// Dataset
export { buildDataset, DATASET_DEFAULTS, type DatasetOptions } from './dataset/build-dataset.js';
export { cleanText } from './dataset/clean-text.js';
export {
  historyQuery,
  interactionMatrix,
  type MatrixEntry,
} from './dataset/interaction-matrix.js';
export { K_CORE_DEFAULTS, type KCore, type KCoreOptions, kCore } from './dataset/k-core.js';
export type { Sample } from './dataset/sampling.js';
export {
  AMAZON_2023_CUTS,
  SPLIT_DEFAULTS,
  SPLIT_KINDS,
  type SplitKind,
  type SplitOptions,
} from './dataset/split/options.js';
export type { SplitCuts } from './dataset/split/parts.js';
export { splitDataset } from './dataset/split.js';
export type { Dataset, DatasetRow, DatasetSummary, SplitSummary } from './dataset/types.js';
export { Vocabulary } from './dataset/vocabulary.js';

// Images
export {
  collectImages,
  type ImageCollection,
  type ImageEntry,
  requireSomeImages,
} from './images/collect-images.js';
export { type DecodeOptions, decodeRgb, type RgbImage } from './images/decode.js';
export { type ImageLoader, loadImage, openImageLoader } from './images/load-image.js';
export { IMAGE_DEFAULTS, type ImageOptions, type ResolvedImageOptions } from './images/options.js';
export type { FrameSize } from './images/preprocess.js';
export type { ResampleKernel } from './images/resample/filters.js';
export type { ImageFailure, ImageSummary } from './images/types.js';

// Encoders
export { AdaptedEncoder, type AdaptedEncoderOptions } from './encoders/adapted-encoder.js';
export { ADAPTED_DEFAULTS, type ResolvedAdaptedOptions } from './encoders/adapted/options.js';
export {
  AI_SDK_DEFAULTS,
  type AiSdkEmbeddingModel,
  type FromAiSdkOptions,
  fromAiSdk,
} from './encoders/ai-sdk-text-encoder.js';
export {
  EMBEDDING_API_DEFAULTS,
  type EmbeddingApiOptions,
  type ResolvedEmbeddingApiOptions,
} from './encoders/embedding-api/options.js';
export {
  type FromLangChainOptions,
  fromLangChain,
  type LangChainEmbeddings,
} from './encoders/langchain-text-encoder.js';
export { PrecomputedEncoder, type PrecomputedEncoderOptions } from './encoders/precomputed-encoder.js';
export {
  PRECOMPUTED_DEFAULTS,
  type PrecomputedKey,
  type PrecomputedVectors,
} from './encoders/precomputed/options.js';
export {
  COLOR_TEXTURE_DEFAULTS,
  ColorTextureImageEncoder,
  type ColorTextureImageEncoderOptions,
  type ResolvedColorTextureOptions,
} from './encoders/color-texture-image-encoder.js';
export { ClipImageEncoder, type ClipImageEncoderOptions } from './encoders/clip-image-encoder.js';
export { ClipTextEncoder, type ClipTextEncoderOptions } from './encoders/clip-text-encoder.js';
export { inspectOnnxModel, type OnnxInspection, type OnnxTensor } from './onnx/inspect.js';
export {
  type CategoryColumn,
  type MeanRatingColumn,
  type NumberColumn,
  type ResolvedTabularOptions,
  TABULAR_DEFAULTS,
  type TabularColumn,
  type TabularEncoderOptions,
} from './encoders/tabular/options.js';
export { TabularEncoder } from './encoders/tabular-encoder.js';
export { TfidfTextEncoder, type TfidfTextEncoderOptions } from './encoders/tfidf-text-encoder.js';
export { type ResolvedTfidfOptions, TFIDF_DEFAULTS } from './encoders/tfidf/options.js';
export {
  type ImageEncoderPlan,
  TRANSFORMERS_IMAGE_DEFAULTS,
  TransformersImageEncoder,
  type TransformersImageEncoderOptions,
} from './encoders/transformers-image-encoder.js';
export {
  type TextEncoderPlan,
  TRANSFORMERS_TEXT_DEFAULTS,
  TransformersTextEncoder,
  type TransformersTextEncoderOptions,
} from './encoders/transformers-text-encoder.js';
export type { ResolvedImageEncoderOptions } from './encoders/transformers/image-options.js';
export type { ModelOptions, ModelPrecision } from './encoders/transformers/model-options.js';
export type { Pooling } from './encoders/transformers/pooling.js';
export {
  type ClipPreset,
  IMAGE_PRESETS,
  type ImagePreset,
  type ImagePresetSettings,
  TEXT_PRESETS,
  type TextPreset,
  type TextPresetSettings,
} from './encoders/transformers/presets.js';
export {
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
  type ImagePreprocessingSettings,
  PREPROCESSING_PRESETS,
  type PreprocessingPreset,
} from './encoders/transformers/preprocessing-options.js';
export type { ResolvedTextEncoderOptions } from './encoders/transformers/text-options.js';

// Files of embeddings
export { readEmbeddings, writeEmbeddings } from './embedding-files/embedding-files.js';
export { MatrixFile, openMatrixFile } from './embedding-files/matrix-file.js';
export { writeMatrixFile } from './embedding-files/write-matrix-file.js';
export {
  EMBEDDING_FILE_DEFAULTS,
  type KeyedEmbeddings,
  type ReadEmbeddingsOptions,
} from './embedding-files/types.js';

// Embedding
export { type EmbedColumnInput, embedColumn, embedIntoStore } from './embedding/embed-column.js';
export { StoredEmbeddings } from './embedding/stored-embeddings.js';
export { type EmbedOptions, embedImages, embedTexts } from './embedding/embed-many.js';
export { imageInput, textInput } from './embedding/inputs.js';
export { LmdbEmbeddingStore, type LmdbEmbeddingStoreOptions } from './embedding/lmdb-embedding-store.js';
export { MemoryEmbeddingStore } from './embedding/memory-embedding-store.js';
export type { PrefetchedModality } from './embedding/prefetch.js';
export type { EmbeddedColumn, EmbeddingInput, EmbeddingStore, EmbeddingSummary } from './embedding/types.js';

// Fusion and heads. A plug-in that adds layers must use the same copy of tfjs as the library: this one.
export { ConcatFusion } from './fusion/concat-fusion.js';
export {
  ATTENTION_FUSION_DEFAULTS,
  AttentionFusion,
  type AttentionFusionOptions,
  type ResolvedAttentionFusionOptions,
} from './fusion/attention-fusion.js';
export {
  BILINEAR_FUSION_DEFAULTS,
  BilinearFusion,
  type BilinearFusionOptions,
  type ResolvedBilinearFusionOptions,
} from './fusion/bilinear-fusion.js';
export {
  GATED_FUSION_DEFAULTS,
  GatedFusion,
  type GatedFusionOptions,
  type ResolvedGatedFusionOptions,
} from './fusion/gated-fusion.js';
export {
  WEIGHTED_SUM_FUSION_DEFAULTS,
  WeightedSumFusion,
  type WeightedSumFusionOptions,
  type ResolvedWeightedSumFusionOptions,
} from './fusion/weighted-sum-fusion.js';
export { ModalityLayer } from './fusion/modality-layer.js';
export {
  MLP_CLASSIFIER_HEAD_DEFAULTS,
  MlpClassifierHead,
  type MlpClassifierHeadOptions,
  type ResolvedMlpClassifierHeadOptions,
} from './heads/mlp-classifier-head.js';
export {
  MLP_ORDINAL_HEAD_DEFAULTS,
  MlpOrdinalHead,
  type MlpOrdinalHeadOptions,
} from './heads/mlp-ordinal-head.js';
export { objectiveLoss } from './heads/losses/objective-loss.js';
export {
  MLP_REGRESSION_HEAD_DEFAULTS,
  MlpRegressionHead,
  type MlpRegressionHeadOptions,
  type ResolvedMlpRegressionHeadOptions,
} from './heads/mlp-regression-head.js';
export { MLP_TRUNK_DEFAULTS, type MlpTrunkOptions, type ResolvedMlpTrunkOptions } from './heads/mlp-trunk.js';
export { SeededDropout, type SeededDropoutConfig } from './fusion/seeded-dropout.js';
export * as tf from '@tensorflow/tfjs-core';
export { initializers, layers, regularizers } from '@tensorflow/tfjs-layers';

// Training
export {
  type CalibrationReport,
  measureCalibration,
  type ProbabilityQuality,
  type ReportedBin,
} from './evaluation/calibration.js';
export { prepareBackend, type TrainingBackend } from './training/backend.js';
export { type ClassWeighting, classWeights } from './training/class-weights.js';
export {
  type FitRatingModelInput,
  fitRatingModel,
  type RatingModel,
  type RestoreRatingModelInput,
  restoreRatingModel,
} from './training/fit-rating-model.js';
export { buildGraph, type GraphPlan, type ModalityShape, type RatingGraph } from './training/graph.js';
export { type ResolvedTrainingOptions, TRAINING_DEFAULTS, type TrainingOptions } from './training/options.js';
export type { Divergence, EpochRecord, TrainingData, TrainingHistory } from './training/types.js';
export type { OptimizerOptions } from './training/optimizers/types.js';
export type { Calibration } from './training/rating-model.js';

// Evaluation
export { type Ablation, type AblationInput, runAblations } from './evaluation/ablation.js';
export { majorityBaseline, meanBaseline } from './evaluation/baselines.js';
export { type BiasBaselineInput, biasBaseline } from './evaluation/bias-baseline.js';
export {
  BOOTSTRAP_DEFAULTS,
  type BootstrapOptions,
  type BootstrapResult,
  bootstrapIntervals,
} from './evaluation/bootstrap/bootstrap.js';
export type { RowContributions } from './evaluation/bootstrap/statistics.js';
export * from './evaluation/comparison/index.js';
export type { Contender } from './evaluation/contender.js';
export { type EvaluateContendersInput, evaluateContenders } from './evaluation/evaluate-contenders.js';
export {
  findLeaks,
  guardAgainstLeaks,
  LEAK_GUARD_DEFAULTS,
  LEAK_KINDS,
  type LeakExample,
  type LeakFinding,
  type LeakGuardFeature,
  type LeakGuardInput,
  type LeakGuardOptions,
  type LeakGuardSharedTexts,
  type LeakGuardText,
  type LeakKind,
} from './evaluation/leak-guard.js';
export { evaluateRankers } from './evaluation/ranking/evaluate-rankers.js';
export { catalogueCoverage, giniOfExposure } from './evaluation/ranking/metrics/exposure.js';
export { intraListDiversity } from './evaluation/ranking/metrics/intra-list-diversity.js';
export {
  averagePrecisionAt,
  hitRateAt,
  ndcgAt,
  precisionAt,
  recallAt,
  reciprocalRankAt,
} from './evaluation/ranking/metrics/list-metrics.js';
export { selfInformation } from './evaluation/ranking/metrics/novelty.js';
export { rocAuc } from './evaluation/ranking/metrics/roc-auc.js';
export {
  EVALUATE_RANKERS_DEFAULTS,
  type EvaluateRankersInput,
  type RankerContender,
} from './evaluation/ranking/options.js';
export type {
  ListMetric,
  ListResult,
  RankerResult,
  RankingCounts,
  RankingEvaluation,
} from './evaluation/ranking/types.js';
export { expectedRatings, mostProbableClass } from './evaluation/metrics/distribution.js';
export { type RatingMetricsInput, ratingMetrics } from './evaluation/metrics/rating-metrics.js';
export {
  BIAS_DEFAULTS,
  type BiasOptions,
  biasedRating,
  fitRatingBiases,
  type RatingBiases,
  type UserItem,
} from './evaluation/rating-biases.js';
export { shuffleColumn } from './evaluation/shuffle-column.js';
export type {
  ClassReportRow,
  ContenderResult,
  Evaluation,
  Interval,
  IntervalMetric,
  RatingMetrics,
} from './evaluation/types.js';

// Ranking
export {
  checkAddedItems,
  checkFitInput,
  type FitInputTolerance,
  type FittedModality,
  fittedModalities,
} from './ranking/check-fit-input.js';
export { HybridRanker, type HybridRankerOptions } from './ranking/hybrid-ranker.js';
export { HYBRID_DEFAULTS, type ResolvedHybridOptions } from './ranking/hybrid/options.js';
export { ContentKnnRanker, type ContentKnnRankerOptions } from './ranking/content-knn-ranker.js';
export { CONTENT_KNN_DEFAULTS, type ResolvedContentKnnOptions } from './ranking/content-knn/options.js';
export { EaseRanker } from './ranking/ease-ranker.js';
export {
  EASE_RANKER_DEFAULTS,
  type EaseRankerOptions,
  type ResolvedEaseRankerOptions,
} from './ranking/ease/options.js';
export { ExactVectorIndex } from './ranking/exact-vector-index.js';
export { GraphFilterRanker, type GraphFilterRankerOptions } from './ranking/graph-filter-ranker.js';
export { GRAPH_FILTER_DEFAULTS, type ResolvedGraphFilterOptions } from './ranking/graph-filter/options.js';
export { PopularityRanker } from './ranking/popularity-ranker.js';
export { VbprRanker } from './ranking/vbpr-ranker.js';
export { type ResolvedVbprOptions, VBPR_DEFAULTS, type VbprRankerOptions } from './ranking/vbpr/options.js';

// Reporting
export {
  type ComparisonResult,
  renderComparisonHtml,
  renderComparisonJson,
  renderComparisonText,
} from './reporting/comparison/render-comparison.js';
export { renderRankingText } from './reporting/ranking/render-ranking-text.js';
export { renderHtml } from './reporting/render-html.js';
export { renderJson } from './reporting/render-json.js';
export { type Plot, renderPlots } from './reporting/render-plots.js';
export { renderText } from './reporting/render-text.js';
export type { ImageAccount, ModelSummary, Report } from './reporting/report.js';
export { writeReport } from './reporting/write-report.js';

// Persistence
export type { PlugIns } from './persistence/plug-ins.js';
