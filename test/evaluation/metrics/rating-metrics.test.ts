import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../../src/errors.js';
import { ratingLabel, ratingMetrics } from '../../../src/evaluation/metrics/rating-metrics.js';
import type { RatingScale } from '../../../src/types.js';
import { classCount, STARS } from '../../../src/util/rating-scale.js';

interface FixtureCase {
  readonly name: string;
  readonly scale: RatingScale;
  readonly classIndex: readonly number[];
  readonly probabilities: readonly number[];
  readonly metrics: Readonly<Record<string, unknown>> & {
    readonly confusion: readonly (readonly number[])[];
    readonly classes: readonly Readonly<Record<'precision' | 'recall' | 'f1' | 'support', number>>[];
  };
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/evaluation/metrics.json', import.meta.url), 'utf8'),
) as { cases: FixtureCase[] };

const SCALARS = [
  'rows',
  'accuracy',
  'withinOne',
  'mae',
  'rmse',
  'macroF1',
  'weightedF1',
  'quadraticKappa',
  'logLoss',
] as const;

function inputOf(fixture: FixtureCase) {
  const dimensions = classCount(fixture.scale);
  const data = Float32Array.from(fixture.probabilities);
  return {
    probabilities: { data, rows: data.length / dimensions, dimensions },
    classIndex: Int32Array.from(fixture.classIndex),
    scale: fixture.scale,
  };
}

function caught(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Two rows on five stars: the first is sure of 5, the second split between 1 and 2. */
function small(values: readonly number[] = [0, 0, 0, 0, 1, 0.5, 0.5, 0, 0, 0]) {
  return {
    probabilities: { data: Float32Array.from(values), rows: 2, dimensions: 5 },
    classIndex: Int32Array.of(4, 1),
    scale: STARS,
  };
}

describe('ratingMetrics against scikit-learn', () => {
  it.each(cases)('$name', (fixture) => {
    const metrics = ratingMetrics(inputOf(fixture));
    for (const name of SCALARS) {
      const difference = Math.abs(metrics[name] - (fixture.metrics[name] as number));
      expect(difference, name).toBeLessThan(1e-9);
    }
    expect(metrics.confusion).toEqual(fixture.metrics.confusion);
    const labels = metrics.classes.map(({ label }) => label);
    expect(labels.slice(-2)).toEqual(['macro avg', 'weighted avg']);
    expect(labels).toHaveLength(fixture.metrics.classes.length);
    fixture.metrics.classes.forEach((expected, index) => {
      const row = metrics.classes[index]!;
      expect(row.support).toBe(expected.support);
      for (const name of ['precision', 'recall', 'f1'] as const) {
        expect(Math.abs(row[name] - expected[name]), `${name} of ${row.label}`).toBeLessThan(1e-9);
      }
    });
  });

  it('covers the half-star scale and the undefined kappa', () => {
    const names = cases.map(({ name }) => name);
    expect(names).toContain('half stars');
    const undefinedKappa = cases.find(({ name }) => name.includes('kappa is undefined'))!;
    expect(ratingMetrics(inputOf(undefinedKappa)).quadraticKappa).toBe(0);
  });
});

describe('ratingMetrics', () => {
  it('takes the lowest rating on a tie', () => {
    expect(ratingMetrics(small()).confusion[1]).toEqual([1, 0, 0, 0, 0]);
  });

  it('measures errors of the expected rating, not of the star', () => {
    const { mae, rmse } = ratingMetrics(small());
    expect(mae).toBeCloseTo(0.25, 12);
    expect(rmse).toBeCloseTo(Math.sqrt(0.125), 12);
  });

  it('uses given point predictions and stars instead of the distribution', () => {
    const metrics = ratingMetrics({
      ...small(),
      expected: Float64Array.of(4, 4),
      predictedClass: Int32Array.of(3, 3),
    });
    expect(metrics.mae).toBe(1.5);
    expect(metrics.accuracy).toBe(0);
    expect(metrics.withinOne).toBe(0.5);
    expect(metrics.logLoss).toBeCloseTo(ratingMetrics(small()).logLoss, 15);
  });

  it('counts steps of the scale, not units, in withinOne', () => {
    const scale = { min: 0, max: 1, step: 0.5 };
    const probabilities = { data: Float32Array.of(0, 0, 1, 0, 0, 1), rows: 2, dimensions: 3 };
    const metrics = ratingMetrics({ probabilities, classIndex: Int32Array.of(1, 0), scale });
    expect(metrics.withinOne).toBe(0.5);
  });

  it('divides by the sum of a row, so that float32 rounding does not shift the expected rating', () => {
    const sure = [0, 0, 0, 0, 0.99999, 0, 0.99999, 0, 0, 0];
    expect(ratingMetrics(small(sure)).mae).toBe(0);
  });

  it('labels ratings without binary noise', () => {
    expect([0.1 + 0.2, 1, 4.5].map(ratingLabel)).toEqual(['0.3', '1', '4.5']);
  });
});

describe('ratingMetrics fails on what it cannot score', () => {
  it.each([
    ['NaN', [Number.NaN, 0, 0, 0, 1, 0.5, 0.5, 0, 0, 0]],
    ['infinite', [0, 0, 0, 0, 1, Number.POSITIVE_INFINITY, 0, 0, 0, 0]],
    ['negative', [-0.5, 0.5, 0, 0, 1, 0.5, 0.5, 0, 0, 0]],
    ['all zero', [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]],
    ['logits', [3, 1, 0, 2, 1, 0.5, 0.5, 0, 0, 0]],
  ])('a %s row raises INVALID_EMBEDDING', (_, values) => {
    const error = caught(() => ratingMetrics(small(values)));
    expect(isRecommenderError(error, 'INVALID_EMBEDDING')).toBe(true);
    expect(String(error)).toMatch(/row [01]/);
  });

  it.each([
    ['expected', { expected: Float64Array.of(1, Number.NaN) }],
    ['predictedClass', { predictedClass: Int32Array.of(1, -1) }],
    ['predictedClass', { predictedClass: Int32Array.of(1, 5) }],
  ])('a missing value in %s raises INVALID_EMBEDDING', (name, extra) => {
    const error = caught(() => ratingMetrics({ ...small(), ...extra }));
    expect(isRecommenderError(error, 'INVALID_EMBEDDING')).toBe(true);
    expect(String(error)).toContain(`\`${name}\``);
  });

  it('fewer scores than targets raise DIMENSION_MISMATCH', () => {
    const input = { ...small(), classIndex: Int32Array.of(4, 1, 0) };
    expect(
      isRecommenderError(
        caught(() => ratingMetrics(input)),
        'DIMENSION_MISMATCH',
      ),
    ).toBe(true);
  });

  it('a matrix that lacks values or has too few columns raises DIMENSION_MISMATCH', () => {
    const short = { ...small(), probabilities: { data: new Float32Array(9), rows: 2, dimensions: 5 } };
    const narrow = { ...small(), probabilities: { data: new Float32Array(8), rows: 2, dimensions: 4 } };
    for (const input of [short, narrow, { ...small(), expected: Float64Array.of(1) }]) {
      expect(
        isRecommenderError(
          caught(() => ratingMetrics(input)),
          'DIMENSION_MISMATCH',
        ),
      ).toBe(true);
    }
  });

  it('a target off the scale raises RATING_OFF_SCALE', () => {
    for (const target of [-1, 5]) {
      const error = caught(() => ratingMetrics({ ...small(), classIndex: Int32Array.of(4, target) }));
      expect(isRecommenderError(error, 'RATING_OFF_SCALE')).toBe(true);
    }
  });

  it('no rows raise NO_ROWS', () => {
    const probabilities = { data: new Float32Array(0), rows: 0, dimensions: 5 };
    const error = caught(() => ratingMetrics({ probabilities, classIndex: new Int32Array(0), scale: STARS }));
    expect(isRecommenderError(error, 'NO_ROWS')).toBe(true);
  });
});
