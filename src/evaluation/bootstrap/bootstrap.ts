import { requireOption, resolveOptions } from '../../util/options.js';
import { createRandom, deriveSeed, randomInteger } from '../../util/random.js';
import type { Interval, IntervalMetric } from '../types.js';
import { percentileOfSorted } from './percentile.js';
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
  requireOption(
    Number.isInteger(resamples) && resamples >= 1,
    'bootstrapIntervals',
    `resamples must be a whole number of at least 1, got ${resamples}.`,
  );
  requireOption(
    confidence > 0 && confidence < 1,
    'bootstrapIntervals',
    `confidence must lie between 0 and 1, got ${confidence}.`,
  );
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
      interval(
        point[metric]!,
        own.map((draw) => draw[metric]!),
        confidence,
      ),
    );
    if (index === 0) return { intervals };
    const difference = perMetric((metric) =>
      interval(
        point[metric]! - reference.point[metric]!,
        own.map((draw, resample) => draw[metric]! - reference.draws[resample]![metric]!),
        confidence,
      ),
    );
    return { intervals, difference };
  });
}

function* drawSamples(rows: number, resamples: number, seed: number): Generator<Int32Array> {
  const random = createRandom(deriveSeed(seed, 'bootstrap'));
  const sample = new Int32Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    for (let position = 0; position < rows; position++) sample[position] = randomInteger(random, rows);
    yield sample;
  }
}

function allRows(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row);
}

function interval(value: number, draws: readonly number[], confidence: number): Interval {
  const sorted = Float64Array.from(draws).sort();
  const tail = (1 - confidence) / 2;
  return { value, low: percentileOfSorted(sorted, tail), high: percentileOfSorted(sorted, 1 - tail) };
}

function perMetric(compute: (metric: number) => Interval): Record<IntervalMetric, Interval> {
  return Object.fromEntries(INTERVAL_METRICS.map((metric, index) => [metric, compute(index)])) as Record<
    IntervalMetric,
    Interval
  >;
}
