import { requireOption, resolveOptions } from '../../util/options.js';

/** Options of {@link TfidfTextEncoder} with the defaults filled in. */
export interface ResolvedTfidfOptions {
  /** Columns of the result; fewer when the training texts do not have as many independent directions. @default 256 */
  readonly dimensions: number;
  /** Shortest and longest word sequences that count as terms. @default [1, 2] */
  readonly ngramRange: readonly [shortest: number, longest: number];
  /** Terms in fewer training texts are left out: a number of texts, or below 1 a share of them. @default 2 */
  readonly minDf: number;
  /** Terms in more training texts are left out: a share of the texts up to 1, or above 1 their number. @default 1 */
  readonly maxDf: number;
  /** At most so many terms, the most frequent ones; `null` for no limit. @default 50000 */
  readonly maxFeatures: number | null;
  /** Replace a term's count `n` by `1 + ln(n)`. @default true */
  readonly sublinearTf: boolean;
  /** Turn texts to lower case first. @default true */
  readonly lowercase: boolean;
  /**
   * Regular expression of a word, matched with the flags `gu`.
   * @default '[\\p{L}\\p{N}_]{2,}'
   */
  readonly tokenPattern: string;
  /** Rounds of the truncated SVD, at least 4; more are slower and more accurate. @default 8 */
  readonly svdRounds: number;
}

/** Options of {@link TfidfTextEncoder}. */
export type TfidfTextEncoderOptions = {
  readonly [Key in keyof ResolvedTfidfOptions]?: ResolvedTfidfOptions[Key] | undefined;
};

/** Defaults of {@link TfidfTextEncoder}. The word pattern is scikit-learn's `(?u)\b\w\w+\b`. */
export const TFIDF_DEFAULTS: Readonly<ResolvedTfidfOptions> = Object.freeze({
  dimensions: 256,
  ngramRange: Object.freeze([1, 2] as const),
  minDf: 2,
  maxDf: 1,
  maxFeatures: 50_000,
  sublinearTf: true,
  lowercase: true,
  tokenPattern: '[\\p{L}\\p{N}_]{2,}',
  svdRounds: 8,
});

/** Raises `INVALID_OPTIONS` for unknown keys and values that make no sense. */
export function resolveTfidfOptions(owner: string, given: TfidfTextEncoderOptions): ResolvedTfidfOptions {
  const options = resolveOptions(owner, TFIDF_DEFAULTS, given);
  const { ngramRange, minDf, maxDf, maxFeatures } = options;
  const whole = (name: keyof ResolvedTfidfOptions, value: unknown, least: number) =>
    requireOption(
      Number.isInteger(value) && (value as number) >= least,
      owner,
      `${name} must be an integer of at least ${least}, but is ${value}.`,
    );
  whole('dimensions', options.dimensions, 1);
  whole('svdRounds', options.svdRounds, 4);
  if (maxFeatures !== null) whole('maxFeatures', maxFeatures, 1);
  requireOption(
    Array.isArray(ngramRange) &&
      ngramRange.length === 2 &&
      ngramRange.every(Number.isInteger) &&
      ngramRange[0] >= 1 &&
      ngramRange[1] >= ngramRange[0],
    owner,
    `ngramRange must be two integers, shortest and longest, but is ${JSON.stringify(ngramRange)}.`,
  );
  requireOption(
    minDf > 0 && (minDf < 1 || Number.isInteger(minDf)),
    owner,
    `minDf must be a number of texts (1, 2, ...) or a share between 0 and 1, but is ${minDf}.`,
  );
  requireOption(
    maxDf > 0 && (maxDf <= 1 || Number.isInteger(maxDf)),
    owner,
    `maxDf must be a share up to 1 or a number of texts (2, 3, ...), but is ${maxDf}.`,
  );
  requireOption(
    isPattern(options.tokenPattern),
    owner,
    `tokenPattern is no regular expression: ${options.tokenPattern}.`,
  );
  return options;
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'gu').source.length > 0;
  } catch {
    return false;
  }
}
