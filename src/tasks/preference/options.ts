import type { LeakKind } from '../../evaluation/leak-guard.js';
import type { Item } from '../../types.js';
import { requireOption, resolveOptions } from '../../util/options.js';

/** Settings of the preference task. */
export interface PreferenceOptions {
  /**
   * What is read of an item, known before anybody reviews it. Empty for nothing. A model that was saved with a function of your own
   * needs it again when it is loaded. @default title, categories, features and description, one line each
   */
  readonly itemText?: ((item: Item) => string) | undefined;
  /** Other people's training reviews of an item are read too, as the mean of their vectors. @default true */
  readonly reviews?: boolean | undefined;
  /** Length of the vector that is learned for every user; 0 leaves users out of predicted ratings. @default 32 */
  readonly userDimensions?: number | undefined;
  /** Share of training rows that are shown as if their user were unknown, from 0 to below 1. @default 0.2 */
  readonly unknownUserRate?: number | undefined;
  /**
   * Interactions rated at least this well count as liking for recommendations. @default the lowest rating of the scale: all
   * interactions
   */
  readonly likedFrom?: number | undefined;
  /** Learn to predict ratings too; off for clicks and purchases without ratings. @default true */
  readonly predictRatings?: boolean | undefined;
  /** Leaks that are accepted, by name, instead of refused with `LEAK`. @default [] */
  readonly allowLeaks?: readonly LeakKind[] | undefined;
}

/** {@link PreferenceOptions} with the defaults filled in; `likedFrom` and `itemText` stay open. */
export interface ResolvedPreferenceOptions {
  readonly itemText: ((item: Item) => string) | undefined;
  readonly reviews: boolean;
  readonly userDimensions: number;
  readonly unknownUserRate: number;
  readonly likedFrom: number | undefined;
  readonly predictRatings: boolean;
  readonly allowLeaks: readonly LeakKind[];
}

/** Defaults of {@link PreferenceOptions}. */
export const PREFERENCE_DEFAULTS: Omit<ResolvedPreferenceOptions, 'itemText' | 'likedFrom'> = Object.freeze({
  reviews: true,
  userDimensions: 32,
  unknownUserRate: 0.2,
  predictRatings: true,
  allowLeaks: Object.freeze([]) as readonly LeakKind[],
});

/** Defaults overlaid with the given options; raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolvePreferenceOptions(given: PreferenceOptions = {}): ResolvedPreferenceOptions {
  const owner = 'preference';
  const options = resolveOptions<ResolvedPreferenceOptions>(
    owner,
    { ...PREFERENCE_DEFAULTS, itemText: undefined, likedFrom: undefined },
    given,
  );
  const { userDimensions, unknownUserRate, likedFrom } = options;
  requireOption(
    Number.isInteger(userDimensions) && userDimensions >= 0,
    owner,
    `userDimensions must be a whole number from 0, not ${userDimensions}.`,
  );
  requireOption(
    unknownUserRate >= 0 && unknownUserRate < 1,
    owner,
    `unknownUserRate must lie from 0 to below 1, not ${unknownUserRate}.`,
  );
  requireOption(
    likedFrom === undefined || Number.isFinite(likedFrom),
    owner,
    `likedFrom must be a rating, not ${likedFrom}.`,
  );
  return options;
}
