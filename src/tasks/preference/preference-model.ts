import type { Vocabulary } from '../../dataset/vocabulary.js';
import type { RankingEvaluation } from '../../evaluation/ranking/types.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import type { SavedModel, SavedPreference } from '../../persistence/saved-model.js';
import type { Report } from '../../reporting/report.js';
import type { CallOptions, RatingInput, RatingPrediction } from '../../types.js';
import { type EvaluateOptions, evaluateRatings, requireRun } from '../evaluate-ratings.js';
import { requireRatingModel } from '../predict-rows.js';
import type { TaskModel } from '../types.js';
import { saveCatalogue } from './catalogue-state.js';
import { type EvaluateRankingOptions, evaluateRanking } from './evaluate-ranking.js';
import { predictPreferenceRatings } from './predict-preference-ratings.js';
import type { RankerSupply } from './ranker-supply.js';
import type { Recommendations } from './recommendations.js';
import type { PreferenceRun } from './types.js';

/** What a {@link PreferenceModel} is made of. */
export interface PreferenceModelParts {
  readonly saved: SavedModel;
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly recommendations: Recommendations;
  /** Users that the rating model knows; code 0 is everybody else. */
  readonly users: Vocabulary;
  readonly options: ResolvedRecommenderOptions;
  /** Absent after a load. */
  readonly run?: PreferenceRun;
  readonly rankers: RankerSupply;
}

/** Predicts ratings before anything is written, and recommends. */
export class PreferenceModel implements TaskModel {
  readonly saved: SavedModel;
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly recommendations: Recommendations;
  readonly #parts: PreferenceModelParts;

  constructor(parts: PreferenceModelParts) {
    this.saved = parts.saved;
    this.fingerprints = parts.fingerprints;
    this.recommendations = parts.recommendations;
    this.#parts = parts;
  }

  predictRatings(inputs: readonly RatingInput[], call: CallOptions): Promise<RatingPrediction[]> {
    const { catalogue } = this.recommendations;
    return predictPreferenceRatings(this.saved, catalogue, this.#parts.users, inputs, call);
  }

  async evaluate(options: EvaluateOptions): Promise<Report> {
    const { dataset, indices, split, images, rating, leaks } = requireRun(this.#parts.run);
    const model = requireRatingModel(this.saved);
    const { textEncoder, imageEncoder } = this.#parts.options;
    const encoders: Record<string, typeof textEncoder | typeof imageEncoder> = {
      content: textEncoder,
      reviews: textEncoder,
      image: imageEncoder,
    };
    const notes = leaks.map(({ kind, message }) => `Allowed leak "${kind}": ${message}`);
    const report = await evaluateRatings(
      {
        model,
        data: rating!.data,
        dataset,
        indices,
        split,
        images,
        encoderOf: (modality) => encoders[modality] ?? undefined,
      },
      this.#parts.options,
      { ...options, notes: [...notes, ...(options.notes ?? [])] },
    );
    const { signal, onProgress, resamples, confidence } = options;
    const ranking = await this.evaluateRanking({ signal, onProgress, resamples, confidence });
    return { ...report, ranking };
  }

  evaluateRanking(options: EvaluateRankingOptions): Promise<RankingEvaluation> {
    const run = requireRun(this.#parts.run);
    const { options: settings, rankers } = this.#parts;
    return evaluateRanking({ run, recommendations: this.recommendations, settings, rankers }, options);
  }

  savePreference(): SavedPreference {
    const { catalogue, people, ranker } = this.recommendations;
    return { ranker, catalogue: saveCatalogue(catalogue, people, this.#parts.users) };
  }

  async dispose(): Promise<void> {
    this.saved.model?.dispose();
    await this.recommendations.dispose();
  }
}
