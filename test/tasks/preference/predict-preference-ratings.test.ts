import { describe, expect, it } from 'vitest';
import { Vocabulary } from '../../../src/dataset/vocabulary.js';
import type { SavedModel } from '../../../src/persistence/saved-model.js';
import { predictPreferenceRatings } from '../../../src/tasks/preference/predict-preference-ratings.js';
import type { ModalityColumn } from '../../../src/types.js';
import { STARS } from '../../../src/util/rating-scale.js';
import { shelf } from './shelf.js';

const categorical = { size: 3, dimensions: 2, unknownRate: 0.2 };
const given: (readonly ModalityColumn[])[] = [];
const saved = {
  scale: STARS,
  inputs: [
    { name: 'content', dimensions: 2 },
    { name: 'reviews', dimensions: 2 },
    { name: 'user', dimensions: 2, categorical },
  ],
  model: {
    predict: async (columns: readonly ModalityColumn[], rows: Int32Array) => {
      given.push(columns);
      const data = Float32Array.from({ length: 5 * rows.length }, (_, index) => (index % 5 === 3 ? 1 : 0));
      return { data, rows: rows.length, dimensions: 5 };
    },
  },
} as unknown as SavedModel;
const users = new Vocabulary(['ann', 'bob']);
const predict = (inputs: Parameters<typeof predictPreferenceRatings>[3], model = saved) =>
  predictPreferenceRatings(model, shelf(), users, inputs, {});

describe('predictPreferenceRatings', () => {
  it('reads the vectors of the item and the code of the user, and names what was there', async () => {
    const predictions = await predict([
      { userId: 'bob', itemId: 'i2' },
      { userId: 'stranger', itemId: 'i2' },
      { userId: 'ann', itemId: 'i3' },
      { itemId: 'i0' },
    ]);
    expect(predictions.map(({ modalities }) => modalities)).toEqual([
      ['content', 'user'],
      ['content'],
      ['user'],
      ['content'],
    ]);
    expect(predictions[0]).toMatchObject({ stars: 4, expectedRating: 4 });
    const [content, reviews, user] = given.at(-1)!;
    expect([...content!.rowIndex].map((row) => row >= 0)).toEqual([true, true, false, true]);
    // A modality of the model that the catalogue lacks is there, but for no item.
    expect([...reviews!.rowIndex]).toEqual([-1, -1, -1, -1]);
    expect([...user!.rowIndex]).toEqual([2, 0, 1, 0]);
  });

  it('has no predictions for no inputs', async () => {
    expect(await predict([])).toEqual([]);
  });

  it.each([
    ['NO_INPUT', { userId: 'ann' }],
    ['UNKNOWN_ITEM', { itemId: 'i99' }],
    ['INVALID_OPTIONS', { itemId: 'i1', text: 'wonderful' }],
    ['INVALID_OPTIONS', { itemId: 'i1', image: 'cup.jpg' }],
  ] as const)('raises %s for %o', async (code, input) => {
    await expect(predict([{ itemId: 'i0' }, input])).rejects.toMatchObject({ code });
  });

  it('raises NOT_FITTED without a rating model', async () => {
    const { model: _model, ...without } = saved;
    await expect(predict([{ itemId: 'i0' }], without as SavedModel)).rejects.toMatchObject({
      code: 'NOT_FITTED',
    });
  });
});
