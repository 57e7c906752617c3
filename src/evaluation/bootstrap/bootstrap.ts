import { resolveOptions } from '../../util/options.js';
import type { Interval, IntervalMetric } from '../types.js';
import { checkResampling, drawSamples, percentileInterval } from './resampling.js';
import { INTERVAL_METRICS, type RowContributions, sampleStatistics } from './statistics.js';

/** Options of {@link bootstrapIntervals}. */
export interface BootstrapOptions {
  /**
   * How many times the rows are drawn anew.
   * @default 1000
   */
  readonly resamples: number;
  /**
   * Share of resamples inside the interval, between 0 and 1.
   * @default 0.95
   */
  readonly confidence: number;
  /**
   * Same seed, same rows drawn.
   * @default 0
   */
  readonly seed: number;
}

export const BOOTSTRAP_DEFAULTS: Readonly<BootstrapOptions> = Object.freeze({
  resamples: 1000,
  confidence: 0.95,
  seed: 0,
});

/** Intervals of one contender. */
export interface BootstrapResult {
  readonly intervals: Readonly<Record<IntervalMetric, Interval>>;
  /** Contender minus the first contender on the same resampled rows; absent for the first. */
  readonly difference?: Readonly<Record<IntervalMetric, Interval>>;
}

/**
 * Percentile bootstrap (Efron 1979): rows are drawn with replacement, every metric is computed on the drawn rows, and
 * the interval spans the middle `confidence` share of the results. All contenders see the same drawn rows, so that
 * the interval of a difference is a paired one. The first contender is the one the others are compared with.
 *
 * @param contenders all over the same rows in the same order, one row at least
 * @returns one result per contender, in the same order
 */
export function bootstrapIntervals(
  contenders: readonly RowContributions[],
  options?: Partial<BootstrapOptions>,
): BootstrapResult[] {
  const { resamples, confidence, seed } = resolveOptions('bootstrapIntervals', BOOTSTRAP_DEFAULTS, options);
  checkResampling('bootstrapIntervals', resamples, confidence);
  const rows = contenders[0]?.cell.length ?? 0;
  return intervalsOfSamples(contenders, drawSamples(rows, resamples, seed), confidence);
}

/** The same on given samples, each a list of row positions; for checking against other implementations. */
export function intervalsOfSamples(
  contenders: readonly RowContributions[],
  samples: Iterable<Int32Array>,
  confidence: number,
): BootstrapResult[] {
  const draws = contenders.map((): number[][] => []);
  for (const sample of samples) {
    contenders.forEach((rows, index) => {
      draws[index]!.push(sampleStatistics(rows, sample));
    });
  }
  const points = contenders.map((rows) => sampleStatistics(rows, allRows(rows.cell.length)));
  const reference = { draws: draws[0] ?? [], point: points[0] ?? [] };
  return contenders.map((_, index) => {
    const own = draws[index]!;
    const point = points[index]!;
    const intervals = perMetric((metric) =>
      percentileInterval(
        point[metric]!,
        own.map((draw) => draw[metric]!),
        confidence,
      ),
    );
    if (index === 0) return { intervals };
    const difference = perMetric((metric) =>
      percentileInterval(
        point[metric]! - reference.point[metric]!,
        own.map((draw, resample) => draw[metric]! - reference.draws[resample]![metric]!),
        confidence,
      ),
    );
    return { intervals, difference };
  });
}

function allRows(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

function perMetric(compute: (metric: number) => Interval): Record<IntervalMetric, Interval> {
  return Object.fromEntries(INTERVAL_METRICS.map((metric, index) => [metric, compute(index)])) as Record<
    IntervalMetric,
    Interval
  >;
}
