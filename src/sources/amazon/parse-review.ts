import type { Interaction } from '../../types.js';
import { toId, toNumber, toText, toTimestamp, withoutUndefined } from '../fields.js';
import type { RecordFormat } from '../jsonl/read-records.js';
import { joinReviewText, type ReviewText } from '../review-text.js';

/**
 * Reviews of 2023 (`rating`, `title`, `text`, `parent_asin`, `user_id`, `timestamp`) and of 2018 and before
 * (`overall`, `summary`, `reviewText`, `asin`, `reviewerID`, `unixReviewTime` in seconds).
 */
export function reviewFormat(kind: ReviewText): RecordFormat<Interaction> {
  return {
    known: ['asin', 'parent_asin', 'reviewerID', 'user_id'],
    parse(review, skip) {
      const itemId = toId(review.parent_asin) ?? toId(review.asin);
      if (itemId === undefined)
        return skip('MISSING_ITEM_ID', 'neither "parent_asin" nor "asin"') as undefined;
      const userId = toId(review.user_id) ?? toId(review.reviewerID);
      if (userId === undefined)
        return skip('MISSING_USER_ID', 'neither "user_id" nor "reviewerID"') as undefined;
      const given = review.rating ?? review.overall;
      const rating = toNumber(given);
      if (rating === undefined) {
        return skip(
          'RATING_NOT_A_NUMBER',
          `the rating is ${JSON.stringify(given) ?? 'missing'}`,
        ) as undefined;
      }
      const text = toText(review.text) ?? toText(review.reviewText);
      const title = toText(review.title) ?? toText(review.summary);
      return withoutUndefined({
        userId,
        itemId,
        rating,
        text: joinReviewText(title, text, kind),
        timestamp: toTimestamp(review.timestamp ?? review.sort_timestamp ?? review.unixReviewTime),
        split: toText(review.split),
      });
    },
  };
}
