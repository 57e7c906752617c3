import { describe, expect, it } from 'vitest';
import { explainScore } from '../../../src/tasks/preference/explain.js';
import { rankerBy, shelf } from './shelf.js';

const query = { user: -1, liked: Int32Array.of(0, 2) };

describe('explainScore', () => {
  it('takes the parts of the ranker, largest first, and adds them up', async () => {
    const ranker = {
      ...rankerBy((_query, item) => item / 2),
      explain: async () => [
        { item: 0, modality: 'content', value: 0.25 },
        { item: -1, modality: 'interactions', value: 0.75 },
        { item: 2, modality: 'content', value: -0.5 },
        { item: 2, modality: 'interactions', value: 0 },
        { item: 2, modality: 'image', value: 1 },
      ],
    };
    expect(await explainScore(ranker, shelf(), query, 3)).toEqual({
      itemId: 'i3',
      score: 1.5,
      exact: true,
      parts: [
        { likedItemId: 'i2', modality: 'image', value: 1 },
        { likedItemId: null, modality: 'interactions', value: 0.75 },
        { likedItemId: 'i0', modality: 'content', value: 0.25 },
        { likedItemId: 'i2', modality: 'content', value: -0.5 },
      ],
      byModality: [
        { modality: 'image', value: 1 },
        { modality: 'interactions', value: 0.75 },
        { modality: 'content', value: -0.25 },
      ],
      byLikedItem: [
        { likedItemId: null, value: 0.75 },
        { likedItemId: 'i2', value: 0.5 },
        { likedItemId: 'i0', value: 0.25 },
      ],
    });
  });

  it('shows similarities, and says so, where the ranker cannot take its scores apart', async () => {
    const ranker = rankerBy(() => 7);
    const explanation = await explainScore(ranker, shelf(), query, 1);
    expect(explanation).toMatchObject({ score: 7, exact: false });
    // Item 1 has no picture: content only, as a mean over two liked items.
    expect(explanation.parts.map(({ likedItemId, modality }) => [likedItemId, modality])).toEqual([
      ['i0', 'content'],
      ['i2', 'content'],
    ]);
    expect(explanation.parts[0]!.value).toBeCloseTo(0.4, 6);
    expect(explanation.parts[1]!.value).toBeCloseTo(0.3, 6);
    const nothing = await explainScore(ranker, shelf(), { user: -1, liked: new Int32Array() }, 1);
    expect(nothing).toMatchObject({ exact: false, parts: [], byModality: [], byLikedItem: [] });
  });
});
