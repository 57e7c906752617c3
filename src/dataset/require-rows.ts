import type { DataSource } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import { classCount } from '../util/rating-scale.js';
import { countsInWords, type DropLedger } from './drop-ledger.js';
import type { Dataset } from './types.js';

/** Raises `SOURCE_EMPTY` when a source had nothing at all to offer. */
export function requireRead(source: DataSource, yielded: number, dropped: DropLedger): void {
  if (yielded + dropped.records > 0) return;
  throw new RecommenderError(
    'SOURCE_EMPTY',
    `${source.name} has no interactions. At least one user's rating of one item was expected; check what the source reads.`,
  );
}

/** Raises `NO_ROWS`, and `TOO_FEW_ROWS` or `ONE_CLASS` where ratings are to be learnt and these rows cannot teach them. */
export function requireTrainable({ summary, scale }: Dataset, requireRatings = true): void {
  const { rows, source, interactionsRead, droppedInteractions, ratings } = summary;
  const classes = classCount(scale);
  const account = `Of ${interactionsRead} interactions read, dropped were: ${countsInWords(droppedInteractions)}.`;
  const data = { rows, interactionsRead, droppedInteractions };
  if (rows === 0) {
    throw new RecommenderError(
      'NO_ROWS',
      `No row is left of ${source}. ${account} ${adviceFor(droppedInteractions)}`,
      {
        data,
      },
    );
  }
  if (!requireRatings) return;
  if (rows < classes) {
    throw new RecommenderError(
      'TOO_FEW_ROWS',
      `${source} leaves ${rows} rows, fewer than the ${classes} ratings of the scale. ${account} Take a larger sample or a coarser scale.`,
      { data },
    );
  }
  const present = ratings.filter(({ count }) => count > 0);
  if (present.length > 1) return;
  throw new RecommenderError(
    'ONE_CLASS',
    `All ${rows} rows of ${source} have the rating ${present[0]?.rating}; at least two different ratings are needed to learn from. Take a larger or random sample.`,
    { data },
  );
}

function adviceFor(dropped: Readonly<Record<string, number>>): string {
  const main = Object.entries(dropped).sort((left, right) => right[1] - left[1])[0]?.[0];
  if (main === 'ITEM_NOT_FOUND')
    return 'Check that interactions and items belong together and share their ids.';
  if (main === 'NO_USABLE_MODALITY') return 'Add the encoder of a modality that the data have.';
  if (main === 'RATING_OFF_SCALE') return 'Set the scale to the one of the data.';
  return 'Check the fields of the records; the summary of reasons says what was missing.';
}
