import type { Vocabulary } from '../../dataset/vocabulary.js';
import { RecommenderError } from '../../errors.js';
import type { SavedModel } from '../../persistence/saved-model.js';
import type { CallOptions, ModalityColumn, RatingInput, RatingPrediction } from '../../types.js';
import { predictRows, requireRatingModel } from '../predict-rows.js';
import type { Catalogue } from './catalogue.js';
import { columnOfRows, userColumn } from './rating-columns.js';

/**
 * How people would rate items of the catalogue, in the order of the inputs. Raises `NO_INPUT` for an input without `itemId`,
 * `UNKNOWN_ITEM`, and `INVALID_OPTIONS` for one with a text or picture: those of the review would be read off, not predicted.
 */
export async function predictPreferenceRatings(
  saved: SavedModel,
  catalogue: Catalogue,
  users: Vocabulary,
  inputs: readonly RatingInput[],
  call: CallOptions,
): Promise<RatingPrediction[]> {
  const model = requireRatingModel(saved);
  const items = Int32Array.from(inputs, (input, row) => itemOf(input, row, catalogue));
  if (inputs.length === 0) return [];
  const columns = saved.inputs.map(({ name, dimensions, categorical }): ModalityColumn => {
    if (categorical)
      return userColumn(
        inputs.map(({ userId }) => userId),
        users,
        categorical,
      );
    const column = catalogue.columns.find((candidate) => candidate.name === name);
    return columnOfRows(column ?? emptyColumn(name, dimensions, catalogue.size), items);
  });
  return predictRows(model, columns, inputs.length, saved.scale, call);
}

function itemOf({ itemId, text, image }: RatingInput, row: number, catalogue: Catalogue): number {
  if (text !== undefined || image !== undefined) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      `Input ${row} has a text or an image, but in the preference task a rating is predicted before anything has been written: give { userId, itemId }. To read stars off a review, fit with task: 'review'.`,
      { data: { index: row } },
    );
  }
  if (itemId !== undefined) return catalogue.requireNumber(itemId);
  throw new RecommenderError('NO_INPUT', `Input ${row}: expected { userId, itemId }, but it has no itemId.`, {
    data: { index: row },
  });
}

function emptyColumn(name: string, dimensions: number, items: number): ModalityColumn {
  const matrix = { data: new Float32Array(), rows: 0, dimensions };
  return { name, matrix, rowIndex: new Int32Array(items).fill(-1) };
}
