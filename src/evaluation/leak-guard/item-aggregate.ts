import { Tally } from './findings.js';
import { itemStatistics, type Statistics } from './item-statistics.js';
import { allParts } from './parts.js';
import { decimalsOf, nearlyEqual, roundTo } from './rounding.js';
import type { LeakFinding, LeakGuardFeature, LeakGuardInput } from './types.js';

/** How catalogues call the mean and the number of an item's ratings, without separators and in lower case. */
const AGGREGATES = new Set(
  'averagerating avgrating meanrating ratingmean ratingavg ratingaverage averagestars meanstars starrating ratingnumber ratingcount ratingscount numratings numberofratings nratings reviewcount reviewscount numreviews numberofreviews nreviews'.split(
    ' ',
  ),
);
/** So many items must tell the two apart; with fewer, a coincidence would do. */
const FEWEST_ITEMS = 3;
/** Share of the items where the two differ that must follow the one over all rows. */
const NEARLY_ALL = 0.95;

const REMEDY =
  'It contains the ratings to be predicted. Leave it out, or compute it from the training rows alone, without the row itself, and give it another name.';

/**
 * Finds item fields that are means or counts of ratings by name, and numeric features that are an item's mean or count
 * of ratings over all rows: where these differ from those over the training rows alone, rounded as the feature is, the
 * feature follows the former for nearly all items.
 */
export function findItemAggregates(input: LeakGuardInput): LeakFinding[] {
  const { features = [], fields = [] } = input;
  const unnamed = features.filter(({ name }) => !isAggregateName(name));
  const names = [...fields, ...features.map(({ name }) => name)].filter(isAggregateName);
  const statistics = unnamed.length > 0 ? itemStatistics(input) : undefined;
  return [
    ...[...new Set(names)].flatMap((name) => byName(input, name)),
    ...unnamed.flatMap((feature) => byValue(input, feature, statistics!)),
  ];
}

function isAggregateName(name: string): boolean {
  return AGGREGATES.has(name.toLowerCase().replace(/[^a-z]/g, ''));
}

function byName({ rows, indices }: LeakGuardInput, name: string): LeakFinding[] {
  const tally = new Tally(rows);
  for (const row of allParts(indices)) {
    tally.checked += 1;
    tally.add(row, () => `"${name}" of the item`);
  }
  return tally.finding(
    'item-aggregate',
    `"${name}" is read, by its name a mean or count of all ratings of an item,`,
    REMEDY,
  );
}

function byValue(input: LeakGuardInput, feature: LeakGuardFeature, statistics: Statistics): LeakFinding[] {
  const decimals = decimalsOf(feature.values);
  for (const what of ['mean', 'count'] as const) {
    const found = followsAllRows(input, feature, decimals, statistics, what);
    if (found.length > 0) return found;
  }
  return [];
}

function followsAllRows(
  { rows, indices }: LeakGuardInput,
  { name, values }: LeakGuardFeature,
  decimals: number | undefined,
  { all, train }: Statistics,
  what: 'mean' | 'count',
): LeakFinding[] {
  const tally = new Tally(rows);
  const followers = new Map<string, boolean>();
  for (const row of allParts(indices)) {
    const value = values[row]!;
    if (!Number.isFinite(value)) continue;
    tally.checked += 1;
    const { itemId } = rows[row]!;
    const overAll = roundTo(all.get(itemId)![what], decimals);
    const known = train.get(itemId)?.[what] ?? (what === 'count' ? 0 : Number.NaN);
    const overTrain = roundTo(known, decimals);
    if (nearlyEqual(overAll, overTrain)) continue;
    const follows = nearlyEqual(value, overAll);
    followers.set(itemId, follows && followers.get(itemId) !== false);
    const shown = Number.isNaN(overTrain) ? 'no rating' : String(overTrain);
    if (follows) tally.add(row, () => `${value} is the ${what} over all rows, training has ${shown}`);
  }
  const following = [...followers.values()].filter(Boolean).length;
  if (followers.size < FEWEST_ITEMS || following < NEARLY_ALL * followers.size) return [];
  const which = `The feature "${name}" is the ${what} of an item's ratings over all rows (it follows it for ${following} of the ${followers.size} items where it differs from training),`;
  return tally.finding('item-aggregate', which, REMEDY);
}
