import { RecommenderError } from '../errors.js';
import type { ResolvedRecommenderOptions } from '../options.js';
import type { SavedModel } from '../persistence/saved-model.js';
import type { Report } from '../reporting/report.js';
import type { CallOptions, RatingInput, RatingPrediction } from '../types.js';
import {
  type EvaluateOptions,
  type EvaluateRatingsInput,
  evaluateRatings,
  requireRun,
} from './evaluate-ratings.js';
import { imageOptionsOf } from './image-options.js';
import { predictReviewRatings } from './predict-review-ratings.js';
import { requireRatingModel } from './predict-rows.js';
import type { TaskModel } from './types.js';

/** What a fit leaves behind for `evaluate`. */
export type ReviewRun = Omit<EvaluateRatingsInput, 'model' | 'encoderOf'>;

/** Reads ratings off reviews and pictures. */
export class ReviewModel implements TaskModel {
  readonly #options: ResolvedRecommenderOptions;
  readonly #run: ReviewRun | undefined;
  readonly #release: (() => Promise<void>) | undefined;

  /** `release` gives back what the columns of the run are read from. */
  constructor(
    readonly saved: SavedModel,
    readonly fingerprints: ReadonlyMap<string, string>,
    options: ResolvedRecommenderOptions,
    run?: ReviewRun,
    release?: () => Promise<void>,
  ) {
    this.#options = options;
    this.#run = run;
    this.#release = release;
  }

  predictRatings(inputs: readonly RatingInput[], call: CallOptions): Promise<RatingPrediction[]> {
    const images = imageOptionsOf(this.#options);
    return predictReviewRatings(this.saved, this.fingerprints, inputs, images, call);
  }

  async evaluate(options: EvaluateOptions): Promise<Report> {
    const run = requireRun(this.#run);
    const model = requireRatingModel(this.saved);
    const encoderOf = (modality: string) =>
      // "image 2" has the encoder of "image".
      this.saved.modalities.find(({ name }) => name === modality.split(' ')[0])?.encoder;
    return evaluateRatings({ ...run, model, encoderOf }, this.#options, options);
  }

  evaluateRanking(): Promise<never> {
    throw requirePreference();
  }

  async dispose(): Promise<void> {
    this.saved.model?.dispose();
    await this.#release?.();
  }
}

/** What asking a review model for recommendations raises. */
export function requirePreference(): RecommenderError {
  return new RecommenderError(
    'NOT_FITTED',
    "Recommendations need task: 'preference'; this recommender was made with task: 'review', which reads stars off reviews.",
  );
}
