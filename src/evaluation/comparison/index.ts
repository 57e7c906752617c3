/** What the package exports of this folder. */
export { compareModels } from './compare-models.js';
export type { Fold } from './folds.js';
export { COMPARE_DEFAULTS } from './options.js';
export {
  type ResolvedTrainingSpace,
  type SearchedLayers,
  type SearchedSettings,
  type SearchRange,
  TRAINING_SPACE,
  type TrainingSpace,
} from './search-space.js';
export {
  SEARCH_TRAINING_DEFAULTS,
  type SearchTrainingInput,
  type SearchTrial,
  searchTraining,
  type TrainingSearch,
} from './search-training.js';
export type {
  ComparedCell,
  ComparedFit,
  ComparedMetric,
  CompareInput,
  Comparison,
  ComparisonTest,
  FitScores,
  FoldEncoding,
  MeanInterval,
} from './types.js';
