import type { FusionStrategy, RatingHead } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { CallOptions, PluginState, RatingScale } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { classCount } from '../util/rating-scale.js';
import { calibrate, restoreCalibration } from './calibration/calibrated-model.js';
import { classWeights } from './class-weights.js';
import { EstimatorRatingModel } from './estimator-model.js';
import { fitEstimator } from './fit-estimator.js';
import { fitGraph } from './fit-graph.js';
import type { ModalityShape } from './graph.js';
import { GraphRatingModel } from './graph-model.js';
import { readHistory } from './history.js';
import { resolveTrainingOptions, type TrainingOptions } from './options.js';
import type { RatingModel } from './rating-model.js';
import type { TrainingData } from './types.js';

export type { RatingModel } from './rating-model.js';

/** What {@link fitRatingModel} fits. */
export interface FitRatingModelInput {
  readonly data: TrainingData;
  /** Not used by estimator heads, which see the modalities side by side. */
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly options?: TrainingOptions | undefined;
  /** Reaches initial weights, dropout, shuffling and modality dropout. */
  readonly seed: number;
  /** Names the fit in progress events: `full`, or the name of an ablation. */
  readonly label: string;
}

/**
 * Trains a rating model on the training rows and stops by the validation rows. The same input and seed give the same
 * weights, bit by bit, on the same backend.
 *
 * Raises `NO_ROWS` (no training rows), `TOO_FEW_ROWS` (no validation rows), `ONE_CLASS`, `RATING_OFF_SCALE`,
 * `INVALID_OPTIONS`, `DIMENSION_MISMATCH` (a plug-in of the wrong shape), `TRAINING_DIVERGED` and `ABORTED`.
 */
export async function fitRatingModel(
  input: FitRatingModelInput,
  call: CallOptions = {},
): Promise<RatingModel> {
  const { data, fusion, head, seed, label } = input;
  const options = resolveTrainingOptions(input.options);
  throwIfAborted(call.signal);
  checkRows(data);
  const weights = classWeights(data.classIndex, data.train, classCount(data.scale), options.classWeights);
  if (head.kind === 'estimator') {
    // A code is no quantity: side by side with vectors it would mean nothing.
    const columns = data.columns.filter(({ categorical }) => categorical === undefined);
    const fitted = await fitEstimator({ data: { ...data, columns }, head, options, weights, seed }, call);
    return calibrate(fitted, data, options, call);
  }
  const fitted = await fitGraph({ data, fusion, head, options, weights, seed, label }, call);
  return calibrate(fitted, data, options, call);
}

/** What {@link restoreRatingModel} restores from. */
export interface RestoreRatingModelInput {
  /** Names and dimensions, in the order of the training columns. */
  readonly modalities: readonly ModalityShape[];
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly scale: RatingScale;
  readonly seed: number;
  /** What `saveState` returned. */
  readonly state: PluginState;
}

/** Builds the model again and sets what it had learned. Raises `SAVE_CORRUPT` when the state does not fit. */
export async function restoreRatingModel(input: RestoreRatingModelInput): Promise<RatingModel> {
  const { modalities, fusion, head, scale, seed, state } = input;
  const history = readHistory(state.json.history);
  if (head.kind === 'estimator')
    return restoreCalibration(
      EstimatorRatingModel.restore({ modalities, head, scale }, state, history),
      state.json.calibration,
    );
  const restored = await GraphRatingModel.restore({ modalities, fusion, head, scale, seed }, state, history);
  return restoreCalibration(restored, state.json.calibration);
}

function checkRows({ train, validation }: TrainingData): void {
  if (train.length === 0) {
    throw new RecommenderError('NO_ROWS', 'There are no training rows. Use more data or another split.');
  }
  if (validation.length === 0) {
    throw new RecommenderError(
      'TOO_FEW_ROWS',
      'There are no validation rows, which early stopping needs. Use more data or a larger validation part.',
    );
  }
}
