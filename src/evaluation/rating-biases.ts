import { RecommenderError } from '../errors.js';
import { requireOption, resolveOptions } from '../util/options.js';

/** Who rates what, by ids or by integer codes (the same kind in training and afterwards). */
export interface UserItem {
  readonly userId: string | number;
  readonly itemId: string | number;
}

/** Options of {@link fitRatingBiases} and of the user+item bias baseline. */
export interface BiasOptions {
  /**
   * How many ratings of no deviation are added to every user's and item's own before the mean is taken; may differ
   * for the two. 0 takes plain means.
   * @default 5
   */
  readonly damping?: number | { readonly user: number; readonly item: number } | undefined;
}

/** Defaults of {@link BiasOptions}; 5 is the damping of LensKit's examples. */
export const BIAS_DEFAULTS = Object.freeze({ damping: 5 } as const);

/** What {@link fitRatingBiases} learns; a rating is expected at `mean` plus both biases. */
export interface RatingBiases {
  /** Mean of the training ratings. */
  readonly mean: number;
  readonly userBias: ReadonlyMap<string | number, number>;
  readonly itemBias: ReadonlyMap<string | number, number>;
}

/**
 * Damped means, the items' first and then the users' of what is left:
 * `b_i = sum(r - mean) / (n_i + damping)`, `b_u = sum(r - mean - b_i) / (n_u + damping)`.
 * That is LensKit's bias model, and one epoch of Surprise's alternating least squares (the formulas
 * are the baseline estimates of Koren, "Factor in the Neighbors", 2010).
 *
 * Raises `NO_ROWS` without ratings, `DIMENSION_MISMATCH` unless there is a rating for every pair, `INVALID_OPTIONS`.
 *
 * @param pairs `[rows]`
 * @param ratings `[rows]`, in units of the scale
 */
export function fitRatingBiases(
  pairs: readonly UserItem[],
  ratings: ArrayLike<number>,
  options: BiasOptions = {},
): RatingBiases {
  const damping = resolveDamping(options);
  if (pairs.length !== ratings.length) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `fitRatingBiases: expected a rating for each of the ${pairs.length} pairs of user and item, got ${ratings.length}. Pass both in the same order.`,
      { data: { pairs: pairs.length, ratings: ratings.length } },
    );
  }
  if (pairs.length === 0) {
    throw new RecommenderError(
      'NO_ROWS',
      'fitRatingBiases: expected at least one rating, got none. Keep rows for training.',
    );
  }
  const mean = Array.from(ratings).reduce((sum, rating) => sum + rating, 0) / ratings.length;
  const itemBias = dampedMeans(
    pairs.map(({ itemId }) => itemId),
    (row) => ratings[row]! - mean,
    damping.item,
  );
  const userBias = dampedMeans(
    pairs.map(({ userId }) => userId),
    (row) => ratings[row]! - mean - itemBias.get(pairs[row]!.itemId)!,
    damping.user,
  );
  return { mean, userBias, itemBias };
}

/** The expected rating, not clipped to the scale. The bias of an unknown user or item is 0. */
export function biasedRating(
  { mean, userBias, itemBias }: RatingBiases,
  { userId, itemId }: UserItem,
): number {
  return mean + (userBias.get(userId) ?? 0) + (itemBias.get(itemId) ?? 0);
}

function resolveDamping(options: BiasOptions): { user: number; item: number } {
  const { damping } = resolveOptions<BiasOptions>('fitRatingBiases', BIAS_DEFAULTS, options);
  const { user, item } = typeof damping === 'object' ? damping : { user: damping, item: damping };
  requireOption(
    user !== undefined && item !== undefined && isAmount(user) && isAmount(item),
    'fitRatingBiases',
    `damping must be 0 or more, for users and for items, but is ${JSON.stringify(damping)}.`,
  );
  return { user, item };
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function dampedMeans(
  keys: readonly (string | number)[],
  deviation: (row: number) => number,
  damping: number,
): Map<string | number, number> {
  const sums = new Map<string | number, { sum: number; count: number }>();
  for (const [row, key] of keys.entries()) {
    const entry = sums.get(key);
    if (entry) {
      entry.sum += deviation(row);
      entry.count += 1;
    } else sums.set(key, { sum: deviation(row), count: 1 });
  }
  return new Map(Array.from(sums, ([key, { sum, count }]) => [key, sum / (count + damping)]));
}
