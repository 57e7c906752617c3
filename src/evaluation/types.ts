/** A number with its bootstrap percentile interval. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** One line of the classification report. */
export interface ClassReportRow {
  readonly label: string;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly support: number;
}

/** All metrics of one set of predictions; formulas and edge cases as in scikit-learn. */
export interface RatingMetrics {
  readonly rows: number;
  readonly accuracy: number;
  /** Share of rows whose predicted star is at most one step from the true one. */
  readonly withinOne: number;
  /** Mean absolute error of the expected rating, in scale units. */
  readonly mae: number;
  /** Root mean squared error of the expected rating, in scale units. */
  readonly rmse: number;
  readonly macroF1: number;
  readonly weightedF1: number;
  readonly quadraticKappa: number;
  readonly logLoss: number;
  /** Mean squared distance of the distribution from the true rating as one-hot, from 0 to 2. */
  readonly brier: number;
  /** Expected calibration error of the most probable rating, over 15 bins of equal width, from 0 to 1. */
  readonly calibrationError: number;
  /** `confusion[actual][predicted]`, ascending by rating. */
  readonly confusion: readonly (readonly number[])[];
  /** One row per rating, then `macro avg` and `weighted avg`. */
  readonly classes: readonly ClassReportRow[];
}

/** The metrics that get a confidence interval. */
export type IntervalMetric = 'accuracy' | 'withinOne' | 'mae' | 'rmse' | 'macroF1' | 'quadraticKappa';

/** Predictions of one contender on the test rows. */
export interface ContenderResult {
  /** `model`, `majority`, `mean`, `user+item bias`, `review only`, `image only`, `shuffled image`, ... */
  readonly name: string;
  readonly kind: 'model' | 'baseline' | 'ablation';
  /** What it is, in one sentence. */
  readonly description: string;
  readonly metrics: RatingMetrics;
  readonly intervals: Readonly<Record<IntervalMetric, Interval>>;
  /** This contender minus the model on the same resampled rows; absent for the model itself. */
  readonly difference?: Readonly<Record<IntervalMetric, Interval>>;
}

/** What `evaluate` returns. */
export interface Evaluation {
  /** Which rows, how split, how resampled, in words. */
  readonly protocol: string;
  readonly ratings: readonly number[];
  readonly confidence: number;
  readonly resamples: number;
  /** The model first, then baselines, then ablations. */
  readonly contenders: readonly ContenderResult[];
  /** Actual and expected rating of every test row, in the order of the rows. */
  readonly predictions: readonly {
    readonly actual: number;
    readonly stars: number;
    readonly expected: number;
  }[];
}
