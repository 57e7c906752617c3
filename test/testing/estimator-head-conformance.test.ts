import { describe, expect, it } from 'vitest';
import type { EstimatorFitInput, EstimatorRatingHead } from '../../src/contracts/index.js';
import { estimatorHeadConformance } from '../../src/testing/estimator-head-conformance.js';
import { ratingHeadConformance } from '../../src/testing/rating-head-conformance.js';
import type { EmbeddingMatrix, PluginState, RatingScale } from '../../src/types.js';
import { failingChecks } from './failing-checks.js';
import { PlainEstimator } from './plain-plug-ins.js';

describe('a correct estimator passes every check', () => {
  for (const check of ratingHeadConformance(() => new PlainEstimator())) it(check.name, check.run);
});

/** The plain estimator with its predictions spoilt. */
function predicting(
  spoil: (predicted: EmbeddingMatrix, scale: RatingScale) => EmbeddingMatrix,
): () => EstimatorRatingHead {
  return () =>
    new (class extends PlainEstimator {
      override async predict(features: EmbeddingMatrix, scale: RatingScale) {
        return spoil(await super.predict(features, scale), scale);
      }
    })();
}

const onBothScales = (...names: string[]) =>
  ['five stars', 'ten half stars'].flatMap((scale) => names.map((name) => `${scale}: ${name}`));

let fits = 0;

const BROKEN: readonly [flaw: string, make: () => EstimatorRatingHead, fails: string[]][] = [
  [
    'no name',
    () => Object.assign(new PlainEstimator(), { name: '' }),
    ['has specVersion 1, a name and kind "estimator"'],
  ],
  [
    'a function in its config',
    () => Object.assign(new PlainEstimator(), { config: () => ({ kernel: () => 1 }) as never }),
    ['config() survives JSON'],
  ],
  [
    'equal probabilities before fit',
    () =>
      new (class extends PlainEstimator {
        override async predict(features: EmbeddingMatrix, scale: RatingScale) {
          this.means ??= new Float32Array(200);
          return super.predict(features, scale);
        }
      })(),
    onBothScales('predict before fit raises NOT_FITTED'),
  ],
  [
    'columns in descending order',
    predicting(({ data, rows, dimensions }) => {
      const reversed = Array.from({ length: rows }, (_, row) =>
        [...data.subarray(row * dimensions, (row + 1) * dimensions)].reverse(),
      );
      return { data: Float32Array.from(reversed.flat()), rows, dimensions };
    }),
    onBothScales('finds the ratings of separable rows'),
  ],
  [
    'probabilities divided by the largest of the call',
    predicting((predicted) => {
      const largest = Math.max(...predicted.data);
      const { dimensions } = predicted;
      const data = predicted.data.map((value) => (1 - largest) / dimensions + largest * value);
      return { ...predicted, data };
    }),
    onBothScales('predict treats every row by itself'),
  ],
  [
    'a random start',
    () =>
      new (class extends PlainEstimator {
        override async fit(training: EstimatorFitInput, validation: EstimatorFitInput) {
          await super.fit(training, validation);
          fits++;
          this.means = this.means?.map((value, index) => value + 0.01 * Math.sin(fits * 7 + index));
        }
      })(),
    onBothScales('the same fit predicts the same, again and in a twin', 'a second fit forgets the first'),
  ],
  [
    'a fit that goes on from the last one',
    () =>
      new (class extends PlainEstimator {
        override async fit(training: EstimatorFitInput, validation: EstimatorFitInput) {
          const earlier = this.means;
          await super.fit(training, validation);
          this.means = this.means?.map((value, index) => (value + (earlier?.[index] ?? value)) / 2);
        }
      })(),
    onBothScales('a second fit forgets the first'),
  ],
  [
    'scaling its features in place',
    () =>
      new (class extends PlainEstimator {
        override async fit(training: EstimatorFitInput, validation: EstimatorFitInput) {
          await super.fit(training, validation);
          training.weights.fill(2);
        }
      })(),
    onBothScales('fit and predict leave their inputs as they were'),
  ],
  [
    'a state without what it learned',
    () =>
      new (class extends PlainEstimator {
        override saveState(): PluginState {
          return { json: {}, arrays: { means: new Float32Array(200) } };
        }
      })(),
    onBothScales('saveState and restoreState give an equal head'),
  ],
  [
    'no saveState',
    () => Object.assign(new PlainEstimator(), { saveState: undefined }) as unknown as EstimatorRatingHead,
    onBothScales('saveState and restoreState give an equal head'),
  ],
  [
    "the platform's AbortError",
    () =>
      new (class extends PlainEstimator {
        override async fit(training: EstimatorFitInput, validation: EstimatorFitInput) {
          training.signal?.throwIfAborted();
          await super.fit(training, validation);
        }
      })(),
    onBothScales('an aborted fit rejects with ABORTED or finishes'),
  ],
  [
    'nothing learned from an aborted fit that seems to succeed',
    () =>
      new (class extends PlainEstimator {
        override async fit(training: EstimatorFitInput, validation: EstimatorFitInput) {
          if (!training.signal?.aborted) await super.fit(training, validation);
        }
      })(),
    onBothScales('an aborted fit rejects with ABORTED or finishes'),
  ],
];

describe('broken estimators fail', () => {
  it.each(BROKEN)('%s', async (_flaw, make, fails) => {
    expect((await failingChecks(estimatorHeadConformance(make))).sort()).toEqual(fails.sort());
  });

  it.each([
    ['five columns whatever the scale', (predicted: EmbeddingMatrix) => ({ ...predicted, dimensions: 4 })],
    [
      'rows that do not sum to 1',
      (predicted: EmbeddingMatrix) => ({ ...predicted, data: predicted.data.map((p) => p * 2) }),
    ],
    [
      'negative values',
      (predicted: EmbeddingMatrix) => ({ ...predicted, data: predicted.data.map((p) => -p) }),
    ],
    ['NaN', (predicted: EmbeddingMatrix) => ({ ...predicted, data: predicted.data.map(() => Number.NaN) })],
  ])('%s', async (_flaw, spoil) => {
    const failed = await failingChecks(estimatorHeadConformance(predicting(spoil)));
    expect(failed).toEqual(expect.arrayContaining(onBothScales('predict gives probabilities')));
  });

  it('every check has a broken estimator that fails it', () => {
    const covered = new Set([
      ...BROKEN.flatMap(([, , fails]) => fails),
      ...onBothScales('predict gives probabilities'),
    ]);
    const names = estimatorHeadConformance(() => new PlainEstimator()).map((check) => check.name);
    expect(names.filter((name) => !covered.has(name))).toEqual([]);
  });
});
