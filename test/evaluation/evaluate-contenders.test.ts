import { describe, expect, it } from 'vitest';
import { isRecommenderError } from '../../src/errors.js';
import { biasBaseline } from '../../src/evaluation/bias-baseline.js';
import { evaluateContenders } from '../../src/evaluation/evaluate-contenders.js';
import { ratingMetrics } from '../../src/evaluation/metrics/rating-metrics.js';
import type { EmbeddingMatrix } from '../../src/types.js';
import { createRandom, randomInteger } from '../../src/util/random.js';
import { STARS } from '../../src/util/rating-scale.js';

const random = createRandom(5);
const classIndex = Int32Array.from({ length: 60 }, () => randomInteger(random, 5));
const trainClassIndex = Int32Array.from({ length: 90 }, () => Math.max(2, randomInteger(random, 5)));

/** Puts `certainty` on the true class in the share of rows that `skill` says, elsewhere on the next one. */
function predictions(skill: number, certainty = 0.8): EmbeddingMatrix {
  const data = new Float32Array(60 * 5).fill((1 - certainty) / 4);
  classIndex.forEach((actual, row) => {
    const star = row % 10 < skill * 10 ? actual : (actual + 1) % 5;
    data[row * 5 + star] = certainty;
  });
  return { data, rows: 60, dimensions: 5 };
}

const input = {
  classIndex,
  trainClassIndex,
  scale: STARS,
  model: predictions(0.8),
  ablations: [
    { name: 'review only', description: 'Without pictures.', probabilities: predictions(0.6) },
    { name: 'shuffled image', description: 'Wrong pictures.', probabilities: predictions(0.8) },
  ],
  protocol: 'Stratified test rows.',
  seed: 11,
  resamples: 60,
};

describe('evaluateContenders', () => {
  const evaluation = evaluateContenders(input);
  const [model, majority, mean, reviewOnly, shuffled] = evaluation.contenders;

  it('lists the model, then baselines, then ablations', () => {
    expect(evaluation.contenders.map(({ name, kind }) => [name, kind])).toEqual([
      ['model', 'model'],
      ['majority', 'baseline'],
      ['mean', 'baseline'],
      ['review only', 'ablation'],
      ['shuffled image', 'ablation'],
    ]);
    expect(reviewOnly!.description).toBe('Without pictures.');
  });

  it('adds the user+item bias baseline after the others when users and items are given', () => {
    const pairs = (rows: number) =>
      Array.from({ length: rows }, (_, row) => ({ userId: `u${row % 7}`, itemId: `i${row % 4}` }));
    const userItems = { train: pairs(90), test: pairs(60) };
    const { contenders } = evaluateContenders({ ...input, userItems });
    expect(contenders.map(({ name }) => name)).toEqual([
      'model',
      'majority',
      'mean',
      'user+item bias',
      'review only',
      'shuffled image',
    ]);
    const baseline = biasBaseline({ ...userItems, trainClassIndex, scale: STARS });
    expect(contenders[3]!.metrics).toEqual(ratingMetrics({ ...baseline, classIndex, scale: STARS }));
    expect(contenders[3]!.difference!.mae.value).toBeGreaterThan(0);
  });

  it.each(['train', 'test'] as const)(
    'raises DIMENSION_MISMATCH for users and items of other %s rows',
    (part) => {
      const pairs = (rows: number) => new Array(rows).fill({ userId: 'u', itemId: 'i' });
      const userItems = { train: pairs(90), test: pairs(60), [part]: pairs(10) };
      let error: unknown;
      try {
        evaluateContenders({ ...input, userItems });
      } catch (raised) {
        error = raised;
      }
      expect(isRecommenderError(error, 'DIMENSION_MISMATCH')).toBe(true);
    },
  );

  it('gives every contender the metrics of its own predictions', () => {
    expect(model!.metrics).toEqual(ratingMetrics({ probabilities: input.model, classIndex, scale: STARS }));
    expect(model!.metrics.accuracy).toBeCloseTo(0.8, 12);
    expect(reviewOnly!.metrics.accuracy).toBeCloseTo(0.6, 12);
    expect(mean!.metrics.mae).toBeGreaterThan(model!.metrics.mae);
  });

  it('states differences from the model, none for the model', () => {
    expect(model!.difference).toBeUndefined();
    expect(reviewOnly!.difference!.accuracy.value).toBeCloseTo(-0.2, 12);
    expect(reviewOnly!.difference!.accuracy.high).toBeLessThan(0);
    expect(shuffled!.difference!.accuracy).toEqual({ value: 0, low: 0, high: 0 });
    expect(majority!.difference!.mae.value).toBeGreaterThan(0);
  });

  it('interval values equal the metrics', () => {
    for (const { metrics, intervals } of evaluation.contenders) {
      for (const [name, { value }] of Object.entries(intervals)) {
        expect(value).toBeCloseTo(metrics[name as keyof typeof intervals], 12);
      }
    }
  });

  it('keeps the predictions of the model in the order of the rows', () => {
    expect(evaluation.predictions).toHaveLength(60);
    expect(evaluation.predictions.map(({ actual }) => actual)).toEqual(Array.from(classIndex, (i) => i + 1));
    expect(evaluation.predictions[0]!.stars).toBe(classIndex[0]! + 1);
    expect(evaluation.predictions[0]!.expected).toBeGreaterThan(1);
  });

  it('says how the intervals were made', () => {
    expect(evaluation.protocol).toBe(
      'Stratified test rows. Intervals: 95 % percentile bootstrap over the 60 test rows, 60 resamples, the same ones for every contender.',
    );
    expect(evaluation).toMatchObject({ confidence: 0.95, resamples: 60, ratings: [1, 2, 3, 4, 5] });
  });

  it('is the same for the same seed and survives JSON', () => {
    expect(evaluateContenders(input)).toEqual(evaluation);
    expect(evaluateContenders({ ...input, seed: 12 })).not.toEqual(evaluation);
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
  });

  it('uses the given confidence and description', () => {
    const narrow = evaluateContenders({ ...input, confidence: 0.5, modelDescription: 'Text and picture.' });
    expect(narrow.protocol).toContain('50 %');
    expect(narrow.contenders[0]!.description).toBe('Text and picture.');
    const width = ({ low, high }: { low: number; high: number }) => high - low;
    expect(width(narrow.contenders[0]!.intervals.mae)).toBeLessThan(width(model!.intervals.mae));
  });

  it('works on a single test row of a single rating', () => {
    const one = evaluateContenders({
      ...input,
      classIndex: Int32Array.of(4),
      model: { data: Float32Array.of(0, 0, 0, 0, 1), rows: 1, dimensions: 5 },
      ablations: [],
    });
    expect(one.contenders[0]!.intervals.quadraticKappa).toEqual({ value: 0, low: 0, high: 0 });
    expect(one.contenders[0]!.intervals.accuracy).toEqual({ value: 1, low: 1, high: 1 });
  });

  it.each(['model', 'majority', 'review only'])('refuses a second contender called %s', (name) => {
    const ablations = [...input.ablations, { name, description: '', probabilities: input.model }];
    let error: unknown;
    try {
      evaluateContenders({ ...input, ablations });
    } catch (raised) {
      error = raised;
    }
    expect(isRecommenderError(error, 'INVALID_OPTIONS')).toBe(true);
    expect(String(error)).toContain(`"${name}"`);
  });

  it('refuses an ablation with a missing score', () => {
    const broken = predictions(0.5);
    broken.data[7] = Number.NaN;
    const ablations = [{ name: 'broken', description: '', probabilities: broken }];
    let error: unknown;
    try {
      evaluateContenders({ ...input, ablations });
    } catch (raised) {
      error = raised;
    }
    expect(isRecommenderError(error, 'INVALID_EMBEDDING')).toBe(true);
  });
});
