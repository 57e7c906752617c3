import { RecommenderError } from '../errors.js';
import { toRatingPrediction } from '../heads/rating-prediction.js';
import type { SavedModel } from '../persistence/saved-model.js';
import type { RatingModel } from '../training/fit-rating-model.js';
import type { CallOptions, ModalityColumn, RatingPrediction, RatingScale } from '../types.js';

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
    return toRatingPrediction(data.subarray(row * dimensions, (row + 1) * dimensions), scale, used);
  });
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
