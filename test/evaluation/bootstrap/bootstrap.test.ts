import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../../src/errors.js';
import {
  BOOTSTRAP_DEFAULTS,
  bootstrapIntervals,
  intervalsOfSamples,
} from '../../../src/evaluation/bootstrap/bootstrap.js';
import { percentileOfSorted } from '../../../src/evaluation/bootstrap/percentile.js';
import { INTERVAL_METRICS, rowContributions } from '../../../src/evaluation/bootstrap/statistics.js';
import { scoreRows } from '../../../src/evaluation/metrics/rating-metrics.js';
import type { Interval, IntervalMetric } from '../../../src/evaluation/types.js';
import type { RatingScale } from '../../../src/types.js';
import { createRandom } from '../../../src/util/random.js';
import { STARS } from '../../../src/util/rating-scale.js';

interface Fixture {
  readonly scale: RatingScale;
  readonly classIndex: readonly number[];
  readonly contenders: readonly (readonly number[])[];
  readonly samples: readonly (readonly number[])[];
  readonly confidence: number;
  readonly intervals: readonly Record<IntervalMetric, Interval>[];
  readonly difference: Record<IntervalMetric, Interval>;
}

const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/evaluation/bootstrap.json', import.meta.url), 'utf8'),
) as Fixture;

function contributions(values: readonly number[], classIndex: Int32Array) {
  const probabilities = { data: Float32Array.from(values), rows: classIndex.length, dimensions: 5 };
  return rowContributions(scoreRows({ probabilities, classIndex, scale: STARS }), classIndex, 5);
}

const classIndex = Int32Array.from(fixture.classIndex);
const contenders = fixture.contenders.map((values) => contributions(values, classIndex));

function expectClose(
  actual: Readonly<Record<IntervalMetric, Interval>>,
  expected: typeof fixture.difference,
) {
  for (const metric of INTERVAL_METRICS) {
    for (const bound of ['value', 'low', 'high'] as const) {
      const difference = Math.abs(actual[metric][bound] - expected[metric][bound]);
      expect(difference, `${metric} ${bound}`).toBeLessThan(1e-9);
    }
  }
}

describe('intervalsOfSamples', () => {
  const samples = fixture.samples.map((rows) => Int32Array.from(rows));
  const [model, other] = intervalsOfSamples(contenders, samples, fixture.confidence);

  it('equals numpy and scikit-learn on the same resamples', () => {
    expectClose(model!.intervals, fixture.intervals[0]!);
    expectClose(other!.intervals, fixture.intervals[1]!);
  });

  it('pairs the differences with the first contender', () => {
    expectClose(other!.difference!, fixture.difference);
    expect(model!.difference).toBeUndefined();
  });
});

describe('bootstrapIntervals', () => {
  it('gives the same intervals for the same seed and others for another', () => {
    const first = bootstrapIntervals(contenders, { resamples: 80, seed: 3 });
    expect(bootstrapIntervals(contenders, { resamples: 80, seed: 3 })).toEqual(first);
    expect(bootstrapIntervals(contenders, { resamples: 80, seed: 4 })).not.toEqual(first);
  });

  it('keeps the value and brackets it', () => {
    const [model] = bootstrapIntervals(contenders, { resamples: 200 });
    for (const metric of INTERVAL_METRICS) {
      const { value, low, high } = model!.intervals[metric];
      expect(value).toBeCloseTo(fixture.intervals[0]![metric].value, 9);
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
      expect(high).toBeGreaterThan(low);
    }
  });

  it('finds no difference between a contender and itself', () => {
    const [, copy] = bootstrapIntervals([contenders[0]!, contenders[0]!], { resamples: 50 });
    for (const metric of INTERVAL_METRICS) {
      expect(copy!.difference![metric]).toEqual({ value: 0, low: 0, high: 0 });
    }
  });

  it('does not depend on which other contenders are there', () => {
    const alone = bootstrapIntervals([contenders[0]!], { resamples: 60, seed: 1 });
    const together = bootstrapIntervals(contenders, { resamples: 60, seed: 1 });
    expect(together[0]).toEqual(alone[0]);
  });

  it('is wider at higher confidence', () => {
    const width = (confidence: number) => {
      const { low, high } = bootstrapIntervals(contenders, { confidence, resamples: 300 })[0]!.intervals.mae;
      return high - low;
    };
    expect(width(0.99)).toBeGreaterThan(width(0.8));
  });

  it('covers the true accuracy about as often as it says', () => {
    // 60 samples of 100 coin flips with p = 0.7; a 90 % interval misses the truth in 6 of them on average.
    const random = createRandom(1);
    let covered = 0;
    for (let trial = 0; trial < 60; trial++) {
      const targets = new Int32Array(100).fill(4);
      const values = Array.from(targets, () => {
        return random() < 0.7 ? [0, 0, 0, 0, 1] : [1, 0, 0, 0, 0];
      }).flat();
      const options = { confidence: 0.9, resamples: 200, seed: trial };
      const { low, high } = bootstrapIntervals([contributions(values, targets)], options)[0]!.intervals
        .accuracy;
      if (low <= 0.7 && high >= 0.7) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(45);
    expect(covered).toBeLessThanOrEqual(60);
  });

  it.each([
    [{ resamples: 0 }],
    [{ resamples: 1.5 }],
    [{ confidence: 0 }],
    [{ confidence: 1 }],
    [{ confidence: Number.NaN }],
    [{ repeats: 5 }],
  ])('rejects %o', (options: object) => {
    let error: unknown;
    try {
      bootstrapIntervals(contenders, options);
    } catch (raised) {
      error = raised;
    }
    expect(isRecommenderError(error, 'INVALID_OPTIONS')).toBe(true);
  });

  it('has the documented defaults', () => {
    expect(BOOTSTRAP_DEFAULTS).toEqual({ resamples: 1000, confidence: 0.95, seed: 0 });
    expect(Object.isFrozen(BOOTSTRAP_DEFAULTS)).toBe(true);
  });
});

describe('percentileOfSorted', () => {
  it('interpolates linearly, as numpy does', () => {
    const sorted = [1, 2, 4, 8];
    expect([0, 0.25, 0.5, 0.75, 1].map((share) => percentileOfSorted(sorted, share))).toEqual([
      1, 1.75, 3, 5, 8,
    ]);
  });

  it('returns the only value of a list of one', () => {
    expect(percentileOfSorted([7], 0.975)).toBe(7);
  });
});
