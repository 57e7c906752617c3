import { RecommenderError } from '../errors.js';
import type { SplitIndices } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { createRandom, deriveSeed } from '../util/random.js';
import { type GivenParts, givenParts } from './split/given.js';
import { groupedParts } from './split/group-by-item.js';
import { PART_NAMES } from './split/parts.js';
import { stratifiedParts } from './split/stratified.js';
import type { DatasetRow, SplitSummary } from './types.js';

/** Options of {@link splitDataset}. */
export interface SplitOptions {
  /**
   * `stratified`: rows at random, every part with the same proportions of ratings. `group-by-item`: no item in two
   * parts, for the honest question how new products are rated. `given`: as the rows' `split` says.
   * @default 'stratified'
   */
  readonly kind?: 'stratified' | 'group-by-item' | 'given' | undefined;
  /**
   * Share of the rows that decides when training stops. Of the training rows when a given split has no validation
   * part.
   * @default 0.1
   */
  readonly validation?: number | undefined;
  /**
   * Share of the rows that is looked at only in the end. Unused by given splits.
   * @default 0.2
   */
  readonly test?: number | undefined;
  /**
   * Reaches the drawing of rows and items.
   * @default 42
   */
  readonly seed?: number | undefined;
}

/** Defaults of {@link SplitOptions}. */
export const SPLIT_DEFAULTS = Object.freeze({
  kind: 'stratified',
  validation: 0.1,
  test: 0.2,
  seed: 42,
} as const);

/**
 * Divides rows into training, validation and test parts; row numbers ascend within a part. Equal rows and seeds give
 * equal parts. Raises `TOO_FEW_ROWS` when a part would be empty, and `INVALID_OPTIONS`.
 */
export function splitDataset(
  rows: readonly DatasetRow[],
  given: SplitOptions = {},
): { indices: SplitIndices; summary: SplitSummary } {
  const { kind, validation, test, seed } = resolveSplitOptions(given);
  const random = createRandom(deriveSeed(seed, `split ${kind}`));
  const parts = { unused: {}, ...divide() };
  const empty = PART_NAMES.filter((name) => parts[name].length === 0);
  if (empty.length > 0) throw emptyPartError(rows, kind, empty, parts);
  return {
    indices: {
      train: Int32Array.from(parts.train).sort(),
      validation: Int32Array.from(parts.validation).sort(),
      test: Int32Array.from(parts.test).sort(),
    },
    summary: {
      kind,
      train: parts.train.length,
      validation: parts.validation.length,
      test: parts.test.length,
      unused: parts.unused,
    },
  };

  function divide() {
    if (kind === 'group-by-item') return groupedParts(rows, { validation, test }, random);
    if (kind === 'given') return givenParts(rows, validation, random);
    return stratifiedParts(rows, rows.keys(), { validation, test }, random);
  }
}

function emptyPartError(
  rows: readonly DatasetRow[],
  kind: SplitSummary['kind'],
  empty: readonly string[],
  { unused }: GivenParts,
): RecommenderError {
  const items = new Set(rows.map((row) => row.itemId)).size;
  const remedy = {
    stratified: 'More rows are needed: at least three of one rating.',
    'group-by-item': `The rows have ${items} items, at least three are needed. Use more items or kind "stratified".`,
    given: `Their "split" must say "train", "validation" (optional) or "test"; other names: ${JSON.stringify(unused)}. Use kind "stratified" for data without a split.`,
  }[kind];
  return new RecommenderError(
    'TOO_FEW_ROWS',
    `The ${kind} split of ${rows.length} rows leaves no rows for: ${empty.join(', ')}. ${remedy}`,
    { data: { rows: rows.length, empty, unused } },
  );
}

/** Defaults overlaid with the given options; raises `INVALID_OPTIONS` for unknown keys and impossible values. */
export function resolveSplitOptions(given: SplitOptions) {
  const owner = 'splitDataset';
  const options = { ...SPLIT_DEFAULTS, ...resolveOptions<SplitOptions>(owner, SPLIT_DEFAULTS, given) } as {
    [Key in keyof SplitOptions]-?: NonNullable<SplitOptions[Key]>;
  };
  const { kind, validation, test } = options;
  requireOption(
    kind === 'stratified' || kind === 'group-by-item' || kind === 'given',
    owner,
    `kind must be "stratified", "group-by-item" or "given", but is "${String(kind)}".`,
  );
  requireOption(
    validation > 0 && test > 0 && validation + test < 1,
    owner,
    `validation and test must be above 0 and leave something for training, but are ${validation} and ${test}.`,
  );
  return options;
}
