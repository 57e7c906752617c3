import { RecommenderError } from '../errors.js';
import { toRatingPrediction } from '../heads/rating-prediction.js';
import type { SavedModel } from '../persistence/saved-model.js';
import { positionRange } from '../training/calibration/ordinal-sets.js';
import type { RatingModel } from '../training/fit-rating-model.js';
import type { CallOptions, ModalityColumn, RatingPrediction, RatingScale } from '../types.js';
import { classToRating } from '../util/rating-scale.js';

/** The predictions of all rows of the columns; each names the modalities that its row has. */
export async function predictRows(
  model: RatingModel,
  columns: readonly ModalityColumn[],
  rows: number,
  scale: RatingScale,
  call: CallOptions,
): Promise<RatingPrediction[]> {
  const numbers = Int32Array.from({ length: rows }, (_, row) => row);
  const { data, dimensions } = await model.predict(columns, numbers, call);
  return Array.from(numbers, (row) => {
    const used = columns.filter((column) => isKnown(column, row)).map(({ name }) => name);
    const probabilities = data.subarray(row * dimensions, (row + 1) * dimensions);
    return { ...toRatingPrediction(probabilities, scale, used), ...intervalOf(model, probabilities, scale) };
  });
}

/** The prediction interval on the scale, for a model that has them. */
function intervalOf(
  { calibration }: RatingModel,
  probabilities: Float32Array,
  scale: RatingScale,
): Pick<RatingPrediction, 'interval'> {
  const settings = calibration?.interval;
  if (settings === undefined) return {};
  const { low, high } = positionRange(probabilities, settings.threshold);
  const { coverage } = settings;
  return { interval: { low: classToRating(scale, low), high: classToRating(scale, high), coverage } };
}

/** The rating model, or `NOT_FITTED` where the fit trained none. */
export function requireRatingModel({ model }: Pick<SavedModel, 'model'>): RatingModel {
  if (model) return model;
  throw new RecommenderError(
    'NOT_FITTED',
    'This recommender predicts no ratings: it was fitted with preference.predictRatings off. Turn it on and fit again.',
  );
}

/** Code 0 of a categorical modality stands for unknown. */
function isKnown({ rowIndex, matrix, categorical }: ModalityColumn, row: number): boolean {
  const index = rowIndex[row]!;
  return index >= 0 && (categorical === undefined || matrix.data[index] !== 0);
}
