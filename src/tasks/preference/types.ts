import type { Dataset, SplitSummary } from '../../dataset/types.js';
import type { Vocabulary } from '../../dataset/vocabulary.js';
import type { LeakFinding } from '../../evaluation/leak-guard.js';
import type { ImageSummary } from '../../images/types.js';
import type { RatingModel } from '../../training/fit-rating-model.js';
import type { ModalityShape } from '../../training/graph.js';
import type { TrainingData } from '../../training/types.js';
import type { ModalityColumn, SplitIndices } from '../../types.js';

/** A rating model that has not read the reviews it is asked about. */
export interface PreferenceRatings {
  readonly model: RatingModel;
  readonly data: TrainingData;
  readonly inputs: readonly ModalityShape[];
  /** Users of the training rows; code 0 is everybody else. */
  readonly users: Vocabulary;
}

/** What a fit of the preference task leaves behind for `evaluate`. */
export interface PreferenceRun {
  readonly dataset: Dataset;
  readonly indices: SplitIndices;
  readonly split: SplitSummary;
  /** Absent when no ratings are predicted. */
  readonly rating: PreferenceRatings | undefined;
  readonly images: ImageSummary | undefined;
  /** Leaks that were found and allowed. */
  readonly leaks: readonly LeakFinding[];
  /** Vectors of the items, made of nothing but content and training reviews. */
  readonly ofItems: readonly ModalityColumn[];
  readonly itemNumbers: ReadonlyMap<string, number>;
  readonly users: Vocabulary;
}
