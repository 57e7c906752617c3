import { describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../src/errors.js';
import { majorityBaseline, meanBaseline } from '../../src/evaluation/baselines.js';
import { ratingMetrics } from '../../src/evaluation/metrics/rating-metrics.js';
import { STARS } from '../../src/util/rating-scale.js';

const train = Int32Array.of(0, 4, 4, 4, 1, 4, 3, 3);
const test = Int32Array.of(4, 0, 3);

describe('majorityBaseline', () => {
  const baseline = majorityBaseline(train, 3, STARS);
  const metrics = ratingMetrics({ ...baseline, classIndex: test, scale: STARS });

  it('predicts the most frequent training rating, as a star and as the expected rating', () => {
    expect(baseline.name).toBe('majority');
    expect(Array.from(baseline.predictedClass!)).toEqual([4, 4, 4]);
    expect(metrics.accuracy).toBeCloseTo(1 / 3, 12);
    expect(metrics.mae).toBeCloseTo((0 + 4 + 1) / 3, 12);
  });

  it('scores log loss with the training frequencies', () => {
    const expected = -(Math.log(4 / 8) + Math.log(1 / 8) + Math.log(2 / 8)) / 3;
    expect(metrics.logLoss).toBeCloseTo(expected, 7);
  });

  it('takes the lowest rating on a tie', () => {
    expect(majorityBaseline(Int32Array.of(3, 1, 1, 3), 1, STARS).predictedClass![0]).toBe(1);
  });

  it('names the rating it predicts', () => {
    expect(baseline.description).toContain('predicts 5');
    expect(majorityBaseline(Int32Array.of(1), 1, { min: 0.5, max: 5, step: 0.5 }).description).toContain(
      'predicts 1,',
    );
  });
});

describe('meanBaseline', () => {
  const baseline = meanBaseline(train, 3, STARS);

  it('expects the training mean and rounds it to a star', () => {
    const mean = (1 + 5 * 4 + 2 + 4 * 2) / 8;
    expect(baseline.expected![0]).toBeCloseTo(mean, 12);
    expect(Array.from(baseline.predictedClass!)).toEqual([3, 3, 3]);
  });

  it('rounds half way up', () => {
    expect(meanBaseline(Int32Array.of(1, 2), 1, STARS).predictedClass![0]).toBe(2);
  });

  it('works on a half-star scale', () => {
    const scale = { min: 0.5, max: 5, step: 0.5 };
    const half = meanBaseline(Int32Array.of(0, 9, 9), 2, scale);
    expect(half.expected![1]).toBeCloseTo((0.5 + 5 + 5) / 3, 12);
    expect(half.predictedClass![1]).toBe(6);
  });

  it('beats the majority in squared error when ratings vary', () => {
    const rmse = (contender: typeof baseline) =>
      ratingMetrics({ ...contender, classIndex: train, scale: STARS }).rmse;
    expect(rmse(meanBaseline(train, train.length, STARS))).toBeLessThan(
      rmse(majorityBaseline(train, train.length, STARS)),
    );
  });
});

describe.each([
  ['majorityBaseline', majorityBaseline],
  ['meanBaseline', meanBaseline],
])('%s', (_, baseline) => {
  it.each([
    ['NO_ROWS', []],
    ['RATING_OFF_SCALE', [5]],
  ] as const)('raises %s', (code, targets) => {
    let error: unknown;
    try {
      baseline(Int32Array.from(targets), 1, STARS);
    } catch (raised) {
      error = raised;
    }
    expect(isRecommenderError(error, code)).toBe(true);
  });
});
