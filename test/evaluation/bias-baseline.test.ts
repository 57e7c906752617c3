import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildDataset } from '../../src/dataset/build-dataset.js';
import { splitDataset } from '../../src/dataset/split.js';
import { isRecommenderError } from '../../src/errors.js';
import { meanBaseline } from '../../src/evaluation/baselines.js';
import { biasBaseline } from '../../src/evaluation/bias-baseline.js';
import { expectedRatings } from '../../src/evaluation/metrics/distribution.js';
import { ratingMetrics } from '../../src/evaluation/metrics/rating-metrics.js';
import { biasedRating, fitRatingBiases, type UserItem } from '../../src/evaluation/rating-biases.js';
import { AmazonReviewsSource } from '../../src/sources/amazon-reviews-source.js';
import type { RatingScale } from '../../src/types.js';
import { STARS } from '../../src/util/rating-scale.js';
import { hasRealData, realData } from '../sources/helpers.js';

interface FixtureCase {
  readonly name: string;
  readonly scale: RatingScale;
  readonly damping: { readonly user: number; readonly item: number };
  readonly train: readonly (readonly [string, string])[];
  readonly trainClassIndex: readonly number[];
  readonly test: readonly (readonly [string, string])[];
  readonly expected: readonly number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/evaluation/biases.json', import.meta.url), 'utf8'),
) as { cases: FixtureCase[] };

const pairsOf = (list: FixtureCase['train']): UserItem[] =>
  list.map(([userId, itemId]) => ({ userId, itemId }));

function inputOf(fixture: FixtureCase) {
  return {
    train: pairsOf(fixture.train),
    trainClassIndex: Int32Array.from(fixture.trainClassIndex),
    test: pairsOf(fixture.test),
    scale: fixture.scale,
  };
}

function codeOf(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return isRecommenderError(error) ? error.code : error;
  }
  return 'nothing raised';
}

/** u1 gives two stars more than u2 to the same items; `i2` is liked. */
const train: UserItem[] = [
  { userId: 'u1', itemId: 'i1' },
  { userId: 'u1', itemId: 'i2' },
  { userId: 'u2', itemId: 'i1' },
  { userId: 'u2', itemId: 'i2' },
];
const trainClassIndex = Int32Array.of(2, 4, 0, 2);
const ask = (...test: UserItem[]) =>
  biasBaseline({ train, trainClassIndex, test, scale: STARS }, { damping: 0 });

describe('biasBaseline against Surprise', () => {
  it.each(cases)('$name', (fixture) => {
    const { expected } = biasBaseline(inputOf(fixture), { damping: fixture.damping });
    expect(expected).toHaveLength(fixture.expected.length);
    fixture.expected.forEach((rating, row) => {
      expect(Math.abs(expected![row]! - rating), `row ${row}`).toBeLessThan(1e-12);
    });
  });

  it('damps by 5 when nothing is said', () => {
    const input = inputOf(cases[0]!);
    expect(biasBaseline(input)).toEqual(biasBaseline(input, { damping: 5 }));
    expect(biasBaseline(input).expected).not.toEqual(biasBaseline(input, { damping: 4 }).expected);
    expect(biasBaseline(input).description).toContain('damping 5;');
  });
});

describe('biasBaseline', () => {
  it('adds the biases of user and item to the mean', () => {
    expect([...ask(...train).expected!]).toEqual([3, 5, 1, 3]);
  });

  it('takes 0 for the bias of an unknown user or item', () => {
    const unknown = { userId: 'new', itemId: 'new' };
    const { expected } = ask(unknown, { ...unknown, userId: 'u1' }, { ...unknown, itemId: 'i2' });
    expect([...expected!]).toEqual([3, 4, 4]);
  });

  it('works the same on integer codes, and keeps them apart from ids', () => {
    const code = ({ userId, itemId }: UserItem): UserItem => ({
      userId: Number(String(userId).slice(1)),
      itemId: Number(String(itemId).slice(1)),
    });
    const input = { train: train.map(code), trainClassIndex, test: train.map(code), scale: STARS };
    expect(biasBaseline(input).expected).toEqual(biasBaseline({ ...input, train, test: train }).expected);
    const asText = input.test.map(({ userId, itemId }) => ({
      userId: String(userId),
      itemId: String(itemId),
    }));
    expect([...biasBaseline({ ...input, test: asText }).expected!]).toEqual([3, 3, 3, 3]);
  });

  it('clips to the scale and takes the nearest star', () => {
    const pairs = ['a', 'a', 'b', 'c', 'c', 'c'].map((userId, row) => ({ userId, itemId: `i${row % 2}` }));
    const input = { train: pairs, trainClassIndex: Int32Array.of(4, 4, 0, 0, 0, 2), scale: STARS };
    const { expected, predictedClass } = biasBaseline({ ...input, test: pairs }, { damping: 0 });
    const biases = fitRatingBiases(pairs, Float64Array.from(input.trainClassIndex), { damping: 0 });
    const raw = pairs.map((pair) => 1 + biasedRating(biases, pair));
    expect(Math.max(...raw)).toBeGreaterThan(5);
    raw.forEach((rating, row) => {
      const clipped = Math.min(Math.max(rating, 1), 5);
      expect(expected![row]).toBeCloseTo(clipped, 12);
      expect(predictedClass![row]).toBe(Math.round(clipped) - 1);
    });
  });

  it('has distributions around the expected ratings, better for log loss than the frequencies', () => {
    const fixture = inputOf(cases[0]!);
    const { test: _, ...known } = fixture;
    const baseline = biasBaseline({ ...known, test: known.train });
    const means = expectedRatings(baseline.probabilities, STARS);
    means.forEach((mean, row) => {
      expect(mean).toBeCloseTo(Math.min(Math.max(baseline.expected![row]!, 1.25), 4.75), 5);
    });
    const target = { classIndex: known.trainClassIndex, scale: STARS };
    const mean = meanBaseline(known.trainClassIndex, known.train.length, STARS);
    expect(ratingMetrics({ ...baseline, ...target }).logLoss).toBeLessThan(
      ratingMetrics({ ...mean, ...target }).logLoss - 0.1,
    );
  });

  it('is the mean baseline when no user and no item is known', () => {
    const strangers = [{ userId: 'x', itemId: 'y' }];
    const mean = meanBaseline(trainClassIndex, 1, STARS);
    const baseline = ask(...strangers);
    expect(baseline.expected).toEqual(mean.expected);
    expect(baseline.predictedClass).toEqual(mean.predictedClass);
    baseline.probabilities.data.forEach((probability, index) => {
      expect(probability).toBeCloseTo(mean.probabilities.data[index]!, 6);
    });
  });
});

describe('biasBaseline raises', () => {
  const input = { train, trainClassIndex, test: train, scale: STARS };
  it.each([
    ['NO_ROWS', { train: [], trainClassIndex: new Int32Array() }, {}],
    ['RATING_OFF_SCALE', { trainClassIndex: Int32Array.of(0, 1, 2, 5) }, {}],
    ['DIMENSION_MISMATCH', { trainClassIndex: Int32Array.of(0, 1, 2) }, {}],
    ['INVALID_OPTIONS', {}, { damping: -1 }],
    ['INVALID_OPTIONS', {}, { damping: Number.NaN }],
    ['INVALID_OPTIONS', {}, { damping: { user: 1 } as { user: number; item: number } }],
    ['INVALID_OPTIONS', {}, { damp: 3 } as object],
  ] as const)('%s', (code, change, options) => {
    expect(codeOf(() => biasBaseline({ ...input, ...change }, options))).toBe(code);
  });

  it('NO_ROWS from the fit alone', () => {
    expect(codeOf(() => fitRatingBiases([], []))).toBe('NO_ROWS');
  });
});

// Skipped where the real data are not beside the repository (MULTIMODAL_SHARED names their folder).
describe.skipIf(!hasRealData)('biasBaseline on real film reviews', () => {
  it('has the MAE and RMSE that NumPy finds', async () => {
    const source = new AmazonReviewsSource({
      reviews: realData('imdb-multimodal', 'reviews.jsonl.gz'),
      metadata: realData('imdb-multimodal', 'meta.jsonl'),
    });
    const { rows } = await buildDataset(source);
    const { indices } = splitDataset(rows, { kind: 'given' });
    const part = (list: Int32Array) => Array.from(list, (row) => rows[row]!);
    const classes = (list: Int32Array) => list.map((row) => rows[row]!.classIndex);
    const baseline = biasBaseline({
      train: part(indices.train),
      trainClassIndex: classes(indices.train),
      test: part(indices.test),
      scale: STARS,
    });
    const target = { classIndex: classes(indices.test), scale: STARS };
    const { mae, rmse, logLoss } = ratingMetrics({ ...baseline, ...target });
    expect(mae).toBeCloseTo(0.7572, 4);
    expect(rmse).toBeCloseTo(1.0092, 4);
    expect(logLoss).toBeLessThan(1.21);
  });
});
