import type { FusionStrategy, RatingHead } from '../../contracts/index.js';
import type { TrainingOptions } from '../../training/options.js';
import type { CallOptions, RatingColumn, RatingScale } from '../../types.js';
import type { ContenderResult } from '../types.js';
import type { Fold } from './folds.js';

/** What is told of every fit: of the test part, and log loss in nats. Errors are those of the expected rating. */
export type ComparedMetric = 'accuracy' | 'macroF1' | 'quadraticKappa' | 'mae' | 'rmse' | 'logLoss';

/** Embeddings that cannot be there beforehand, since their encoders learn from the training rows of each fold. */
export interface FoldEncoding {
  /** Changes whenever the same fold could give other columns: the encoders with their options, the inputs, the ratings. */
  readonly fingerprint: string;
  /** Fits encoders on `part.train` alone and encodes all rows of the part. Row numbers are those of `classIndex`. */
  columnsOf(part: Fold, seed: number, call: CallOptions): Promise<readonly RatingColumn[]>;
}

/** What {@link compareModels} compares: every fusion with every head on the embeddings of every set of encoders. */
export interface CompareInput {
  /** By the name of the encoders that made them: columns of the same rows, or a way to make them for each fold. */
  readonly encoders: Readonly<Record<string, readonly RatingColumn[] | FoldEncoding>>;
  /** Each fit makes its own. Not used by estimator heads, which see the modalities side by side. */
  readonly fusions: Readonly<Record<string, () => FusionStrategy>>;
  /** Each fit makes its own. */
  readonly heads: Readonly<Record<string, () => RatingHead>>;
  /** Position of every row's rating on the scale. */
  readonly classIndex: Int32Array;
  /** The rows to divide; rows that shall stay untouched for a later test are left out. */
  readonly rows: Int32Array;
  readonly scale: RatingScale;
  /** One entry per row of `classIndex`, its item for instance: rows of a group stay in one part of a fold. @default none */
  readonly groups?: readonly (string | number)[] | undefined;
  /** Parts that take turns in being measured. @default 5 */
  readonly folds?: number | undefined;
  /** One division into folds, and one fit of every combination on each, per seed. @default [1] */
  readonly seeds?: readonly number[] | undefined;
  /** Share of the rows of a fit that stop its training and calibrate it. @default 0.15 */
  readonly validationShare?: number | undefined;
  /** How all are trained. @default the defaults of training */
  readonly training?: TrainingOptions | undefined;
  /** What the best combination is best in. @default 'accuracy' */
  readonly metric?: ComparedMetric | undefined;
  /** Coverage of the intervals. @default 0.95 */
  readonly confidence?: number | undefined;
  /** File that keeps the results of finished fits, so that a comparison that was ended goes on where it stopped. @default none */
  readonly journal?: string | undefined;
}

/** A mean over folds and seeds with its interval. */
export interface MeanInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A combination by its names. */
export interface Cell {
  readonly name: string;
  readonly encoders: string;
  readonly fusion: string;
  readonly head: string;
}

/** What one fit came to. */
export interface FitScores {
  readonly metrics: Readonly<Record<ComparedMetric, number>>;
  /** How long fitting and predicting took on the machine that did it; encoders not counted. */
  readonly seconds: number;
}

/** A fit of a combination, by the division and the fold that it was measured on. */
export interface ComparedFit extends FitScores {
  readonly seed: number;
  /** From 0. */
  readonly fold: number;
}

/** What came out of a combination. */
export interface ComparedCell extends Cell {
  readonly metrics: Readonly<Record<ComparedMetric, MeanInterval>>;
  /** This combination minus the first one, fold by fold; absent for the first. */
  readonly difference?: Readonly<Record<ComparedMetric, MeanInterval>>;
  /** Mean of the fits. */
  readonly seconds: number;
  /** Seed by seed, fold by fold. */
  readonly fits: readonly ComparedFit[];
}

/** What {@link compareModels} returns. */
export interface Comparison {
  /** How rows were divided and intervals made, in words. */
  readonly protocol: string;
  readonly metric: ComparedMetric;
  readonly confidence: number;
  /** In the order of encoders, fusions and heads. */
  readonly cells: readonly ComparedCell[];
  /** Name of the combination with the best mean; the earlier one on a tie. */
  readonly best: string;
  /** Fits whose results were in the journal already. */
  readonly resumed: number;
  /** The first and the best combination on rows that the comparison has not seen, where that was asked for. */
  readonly test?: ComparisonTest;
}

/** The first combination and, unless it is the same, the best one, fitted on the given split and measured on its test rows. */
export interface ComparisonTest {
  readonly protocol: string;
  /** The difference of the second is best minus first, on the same resampled rows. */
  readonly contenders: readonly Pick<ContenderResult, 'name' | 'metrics' | 'intervals' | 'difference'>[];
}
