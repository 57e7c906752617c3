import { requireOption, resolveOptions } from '../../util/options.js';

/** The ways of dividing rows that {@link splitDataset} knows. */
export const SPLIT_KINDS = [
  'stratified',
  'group-by-item',
  'given',
  'random',
  'leave-last-out',
  'user-temporal',
  'global-temporal',
  'cold-item',
  'cold-user',
] as const;

/** A way of dividing rows; {@link SplitOptions} says what each does. */
export type SplitKind = (typeof SPLIT_KINDS)[number];

/** Options of {@link splitDataset}. */
export interface SplitOptions {
  /**
   * How rows are divided.
   *
   * For ratings of reviews: `stratified`, rows at random, every part with the same proportions of ratings;
   * `group-by-item`, no item in two parts, for the honest question how new products are rated; `given`, as the rows'
   * `split` says.
   *
   * For recommendations: `random`, rows at random; `leave-last-out`, of every user the last row is tested and the one
   * before it validated; `user-temporal`, the same with shares of the user's rows in place of single rows;
   * `global-temporal`, everything from one moment on is tested, as in a shop that learned yesterday and recommends
   * today; `cold-item`, all rows of some items are tested, as of products just listed; `cold-user`, some users are
   * left out of training and become known by their earlier rows only.
   * @default 'stratified'
   */
  readonly kind?: SplitKind | undefined;
  /**
   * Share that decides when training stops and which settings are taken: of the rows, of each user's rows
   * (`user-temporal`), of the items (`cold-item`) or of the users (`cold-user`). Of the training rows when a given split has
   * no validation part. Unused by `leave-last-out` and by cut times.
   * @default 0.1
   */
  readonly validation?: number | undefined;
  /**
   * Share that is looked at only in the end, of the same things. Unused by given splits, `leave-last-out` and cut times.
   * @default 0.2
   */
  readonly test?: number | undefined;
  /** Cut time of `global-temporal` in milliseconds: rows from here to before `testFrom` are for validation. @default by share */
  readonly validationFrom?: number | undefined;
  /** Cut time of `global-temporal` in milliseconds: rows from here on are for the test. @default by share */
  readonly testFrom?: number | undefined;
  /**
   * Share of a cold user's rows, the latest ones, that is to be found; the earlier rows are their history. Used by
   * `cold-user` only.
   * @default 0.2
   */
  readonly heldOut?: number | undefined;
  /**
   * Reaches the drawing of rows, items and users.
   * @default 42
   */
  readonly seed?: number | undefined;
}

/** Defaults of {@link SplitOptions}. */
export const SPLIT_DEFAULTS = Object.freeze({
  kind: 'stratified',
  validation: 0.1,
  test: 0.2,
  heldOut: 0.2,
  seed: 42,
} as const);

/**
 * Cut times of the official benchmark split of Amazon Reviews 2023 (Hou et al. 2024, "Bridging Language and Items for
 * Retrieval and Recommendation", absolute-timestamp splitting), in milliseconds: 11 August 2021 and 16 July 2022.
 */
export const AMAZON_2023_CUTS = Object.freeze({
  validationFrom: 1_628_643_414_042,
  testFrom: 1_658_002_729_837,
});

/** {@link SplitOptions} with the defaults filled in. */
export interface ResolvedSplitOptions {
  readonly kind: SplitKind;
  readonly validation: number;
  readonly test: number;
  readonly heldOut: number;
  readonly seed: number;
  readonly validationFrom: number | undefined;
  readonly testFrom: number | undefined;
}

/** Defaults overlaid with the given options; raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolveSplitOptions(given: SplitOptions): ResolvedSplitOptions {
  const owner = 'splitDataset';
  const options = resolveOptions<ResolvedSplitOptions>(
    owner,
    { ...SPLIT_DEFAULTS, validationFrom: undefined, testFrom: undefined },
    given,
  );
  const { kind, validation, test, heldOut, validationFrom, testFrom } = options;
  requireOption(
    SPLIT_KINDS.includes(kind),
    owner,
    `kind must be one of ${SPLIT_KINDS.map((name) => `"${name}"`).join(', ')}, but is "${String(kind)}".`,
  );
  requireOption(
    validation > 0 && test > 0 && validation + test < 1,
    owner,
    `validation and test must be above 0 and leave something for training, but are ${validation} and ${test}.`,
  );
  requireOption(heldOut > 0 && heldOut < 1, owner, `heldOut must lie between 0 and 1, but is ${heldOut}.`);
  if (validationFrom === undefined && testFrom === undefined) return options;
  requireOption(
    kind === 'global-temporal',
    owner,
    `validationFrom and testFrom belong to kind "global-temporal", but kind is "${kind}".`,
  );
  requireOption(
    Number.isFinite(validationFrom) && Number.isFinite(testFrom) && validationFrom! < testFrom!,
    owner,
    `validationFrom and testFrom must both be given, in milliseconds, the former earlier, but are ${validationFrom} and ${testFrom}.`,
  );
  return options;
}
