import { z } from 'zod';
import type { ReviewRecord } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { MeanRatingColumn } from './options.js';
import type { FittedColumn } from './types.js';

const DAMPING = 2;

/** Key, sum of ratings, count. */
const sums = z.array(z.tuple([z.string(), z.number(), z.number().int().positive()]));

/** What a mean-rating column learns: sums and counts of ratings, of all, by item or user, and by user and item. */
export const meanRatingState = z.object({ total: z.tuple([z.number(), z.number()]), all: sums, own: sums });
type State = z.infer<typeof meanRatingState>;

type Sums = Map<string, readonly [sum: number, count: number]>;
const NONE = [0, 0] as const;

/** Adds up the training ratings. Raises `INVALID_OPTIONS` without ratings. */
export function fitMeanRating(
  { of }: MeanRatingColumn,
  records: readonly ReviewRecord[],
  ratings: Float32Array | undefined,
): State {
  if (ratings === undefined) {
    throw new RecommenderError(
      'INVALID_OPTIONS',
      'TabularEncoder.fit: a "mean-rating" column needs the ratings of the training records (`targets`).',
    );
  }
  const all: Sums = new Map();
  const own: Sums = new Map();
  for (const [position, record] of records.entries()) {
    const key = record[of];
    if (key === undefined) continue;
    const rating = ratings[position]!;
    add(all, key, rating);
    const pair = pairOf(record);
    if (pair !== undefined) add(own, pair, rating);
  }
  const total = ratings.reduce((sum, rating) => sum + rating, 0);
  return { total: [total, ratings.length], all: listOf(all), own: listOf(own) };
}

/** `[damped mean deviation, ln(1 + count)]` over the ratings of others; zeros for an item or a user that nobody knows. */
export function openMeanRating({ of, damping = DAMPING }: MeanRatingColumn, state: State): FittedColumn {
  const [all, own] = [mapOf(state.all), mapOf(state.own)];
  return {
    width: 2,
    write: (record, target, at) => {
      const key = record[of];
      const [sum, count] = (key !== undefined && all.get(key)) || NONE;
      const pair = pairOf(record);
      const [ownSum, ownCount] = (count > 0 && pair !== undefined && own.get(pair)) || NONE;
      const others = count - ownCount;
      // The mean of all is one without the own ratings, too.
      const mean = (state.total[0] - ownSum) / (state.total[1] - ownCount);
      target[at] = others > 0 ? (sum - ownSum - others * mean) / (others + damping) : 0;
      target[at + 1] = Math.log1p(others);
    },
  };
}

function add(to: Sums, key: string, rating: number): void {
  const [sum, count] = to.get(key) ?? NONE;
  to.set(key, [sum + rating, count + 1]);
}

function listOf(sums: Sums): State['all'] {
  return [...sums].map(([key, [sum, count]]) => [key, sum, count]);
}

function mapOf(list: State['all']): Sums {
  return new Map(list.map(([key, sum, count]) => [key, [sum, count]]));
}

function pairOf({ userId, itemId }: ReviewRecord): string | undefined {
  return userId === undefined || itemId === undefined ? undefined : JSON.stringify([userId, itemId]);
}
