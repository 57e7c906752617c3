import type { Interaction, RatingScale } from '../types.js';
import { sha256 } from '../util/hash.js';
import { ratingToClass } from '../util/rating-scale.js';
import { cleanText } from './clean-text.js';
import type { DropLedger } from './drop-ledger.js';
import type { DatasetRow } from './types.js';

/**
 * Cleans texts and places ratings on the scale. Left out and counted: ratings that are not on it (`RATING_OFF_SCALE`)
 * and exact repetitions of an interaction (`DUPLICATE`: same user, item, text, rating and time).
 */
export function cleanInteractions(
  interactions: readonly Interaction[],
  scale: RatingScale,
  dropped: DropLedger,
): DatasetRow[] {
  const seen = new Set<string>();
  const rows: DatasetRow[] = [];
  for (const { text: given, ...interaction } of interactions) {
    const { userId, itemId, rating, timestamp } = interaction;
    const who = `user ${userId}, item ${itemId}`;
    const classIndex = ratingToClass(scale, rating);
    if (classIndex < 0) {
      const { min, max, step } = scale;
      const detail = `${who}: ${rating} is not on the scale from ${min} to ${max} in steps of ${step}`;
      dropped.add({ reason: 'RATING_OFF_SCALE', detail });
      continue;
    }
    const text = given === undefined ? '' : cleanText(given);
    const key = sha256(JSON.stringify([userId, itemId, text, classIndex, timestamp ?? null]));
    if (seen.has(key)) {
      dropped.add({ reason: 'DUPLICATE', detail: who });
      continue;
    }
    seen.add(key);
    rows.push({ ...interaction, classIndex, ...(text !== '' && { text }) });
  }
  return rows;
}
