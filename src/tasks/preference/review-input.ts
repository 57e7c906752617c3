import type { DatasetRow } from '../../dataset/types.js';
import type { LeakGuardSharedTexts, LeakGuardText } from '../../evaluation/leak-guard.js';

interface ItemReviews {
  readonly texts: string[];
  /** Positions in `texts` by author. */
  readonly byUser: Map<string, number[]>;
}

/**
 * For the leak guard: the reviews that the `reviews` modality of a row is the mean of, which are those of its item by other people.
 *
 * @param visible review of every row; undefined where it must not be seen
 */
export function reviewInput(
  rows: readonly DatasetRow[],
  visible: readonly (string | undefined)[],
): LeakGuardText {
  const byItem = new Map<string, ItemReviews>();
  for (const [row, { userId, itemId }] of rows.entries()) {
    const text = visible[row];
    if (!text) continue;
    let reviews = byItem.get(itemId);
    if (reviews === undefined) {
      reviews = { texts: [], byUser: new Map() };
      byItem.set(itemId, reviews);
    }
    const place = reviews.texts.push(text) - 1;
    reviews.byUser.set(userId, [...(reviews.byUser.get(userId) ?? []), place]);
  }
  return {
    name: 'reviews',
    textOf: ({ userId, itemId }): LeakGuardSharedTexts | undefined => {
      const reviews = byItem.get(itemId);
      return reviews && { texts: reviews.texts, except: reviews.byUser.get(userId) ?? [] };
    },
  };
}
