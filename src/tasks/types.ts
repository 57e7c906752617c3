import type { RankingEvaluation } from '../evaluation/ranking/types.js';
import type { SavedModel, SavedPreference } from '../persistence/saved-model.js';
import type { Report } from '../reporting/report.js';
import type { CallOptions, RatingInput, RatingPrediction } from '../types.js';
import type { EvaluateOptions } from './evaluate-ratings.js';
import type { EvaluateRankingOptions } from './preference/evaluate-ranking.js';
import type { Recommendations } from './preference/recommendations.js';

/** A recommender after a fit or a load, of one task or the other. */
export interface TaskModel {
  readonly saved: SavedModel;
  /** Of every encoder by modality: what it was when the model was trained. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** Absent in the review task. */
  readonly recommendations?: Recommendations;
  predictRatings(inputs: readonly RatingInput[], call: CallOptions): Promise<RatingPrediction[]>;
  evaluate(options: EvaluateOptions): Promise<Report>;
  evaluateRanking(options: EvaluateRankingOptions): Promise<RankingEvaluation>;
  /** What is saved besides the rating model; absent in the review task. */
  savePreference?(): SavedPreference;
  dispose(): Promise<void>;
}
