import type { Vocabulary } from '../../dataset/vocabulary.js';
import type { ImageSummary } from '../../images/types.js';
import type { RatingModel } from '../../training/fit-rating-model.js';
import type { ModalityShape } from '../../training/graph.js';
import type { TrainingData } from '../../training/types.js';
import type { ModalityColumn } from '../../types.js';
import type { PreparedPreference } from './prepare.js';

/** A rating model that has not read the reviews it is asked about. */
export interface PreferenceRatings {
  readonly model: RatingModel;
  readonly data: TrainingData;
  readonly inputs: readonly ModalityShape[];
  /** Users of the training rows; code 0 is everybody else. */
  readonly users: Vocabulary;
}

/** What a fit of the preference task leaves behind for `evaluate`. */
export interface PreferenceRun
  extends Pick<PreparedPreference, 'dataset' | 'indices' | 'split' | 'leaks' | 'itemNumbers'> {
  readonly images: ImageSummary | undefined;
  /** Absent when no ratings are predicted. */
  readonly rating: PreferenceRatings | undefined;
  /** Vectors of the items, made of nothing but content and training reviews. */
  readonly ofItems: readonly ModalityColumn[];
  readonly users: Vocabulary;
}
