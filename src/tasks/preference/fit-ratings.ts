import { Vocabulary } from '../../dataset/vocabulary.js';
import type { ResolvedRecommenderOptions } from '../../options.js';
import { fitRatingModel } from '../../training/fit-rating-model.js';
import { shapesOf } from '../../training/rating-model.js';
import type { TrainingData } from '../../training/types.js';
import type { CallOptions } from '../../types.js';
import type { ItemColumns } from './item-columns.js';
import type { PreparedPreference } from './prepare.js';
import { columnOfRows, userColumn } from './rating-columns.js';
import type { PreferenceRatings } from './types.js';

/** What {@link fitPreferenceRatings} fits. */
export type PreferenceRatingsInput = Pick<PreparedPreference, 'dataset' | 'indices' | 'itemRows'> &
  ItemColumns;

/** Trains ratings on what is known before a review is written; undefined when no ratings are wanted. */
export async function fitPreferenceRatings(
  { dataset, indices, itemRows, ofItems, ofOthers }: PreferenceRatingsInput,
  { preference, fusion, head, training, seed, scale }: ResolvedRecommenderOptions,
  call: CallOptions,
): Promise<PreferenceRatings | undefined> {
  if (!preference.predictRatings) return undefined;
  const { rows } = dataset;
  const users = new Vocabulary(Array.from(indices.train, (row) => rows[row]!.userId));
  const columns = ofItems.map((column) =>
    ofOthers !== undefined && column.name === ofOthers.name ? ofOthers : columnOfRows(column, itemRows),
  );
  if (preference.userDimensions > 0) {
    const { userDimensions: dimensions, unknownUserRate: unknownRate } = preference;
    const userIds = rows.map(({ userId }) => userId);
    columns.push(userColumn(userIds, users, { size: users.size, dimensions, unknownRate }));
  }
  const classIndex = Int32Array.from(rows, (row) => row.classIndex);
  const data: TrainingData = { columns, classIndex, ...indices, scale };
  const model = await fitRatingModel({ data, fusion, head, options: training, seed, label: 'full' }, call);
  return { model, data, inputs: shapesOf(columns), users };
}
