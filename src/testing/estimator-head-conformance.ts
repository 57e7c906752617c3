import type { EstimatorFitInput, EstimatorRatingHead } from '../contracts/index.js';
import { isRecommenderError } from '../errors.js';
import type { RatingScale } from '../types.js';
import { classCount } from '../util/rating-scale.js';
import type { ConformanceCheck } from './conformance.js';
import {
  demand,
  demandCode,
  demandIdentity,
  demandJsonConfig,
  describeError,
  distance,
  explained,
  rejectionOf,
} from './demands.js';
import { throughDisk } from './encoder-lifecycle-checks.js';
import { demandDistribution } from './rating-distribution.js';
import { CONFORMANCE_SCALES, type RatingSamples, separableSamples } from './rating-samples.js';

/**
 * Everything that the contract of an {@link EstimatorRatingHead} demands, on a scale of five stars and on one of ten
 * half stars, as checks for any test runner. `make` gives a new, unfitted head with the same options each time.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of estimatorHeadConformance(() => new MyHead())) it(check.name, check.run);
 * ```
 */
export function estimatorHeadConformance(
  make: () => EstimatorRatingHead | Promise<EstimatorRatingHead>,
): ConformanceCheck[] {
  const check = (name: string, body: (head: EstimatorRatingHead) => Promise<void>): ConformanceCheck => ({
    name,
    run: () => explained(name, async () => body(await make())),
  });
  const onScale = (scaleName: string, scale: RatingScale): ConformanceCheck[] => {
    const training = separableSamples(scale, 80, 21);
    const validation = separableSamples(scale, 40, 22);
    const test = separableSamples(scale, 40, 23);
    const fitOn = async (head: EstimatorRatingHead, given = training) => {
      await head.fit(fitInput(copyOf(given), scale), fitInput(copyOf(validation), scale));
      return head;
    };
    const predict = async (head: EstimatorRatingHead, given = test) => {
      const predicted = await head.predict(copyOf(given).features, scale);
      const shape = [predicted.rows, predicted.dimensions];
      demandDistribution(predicted.data, shape, given.features.rows, classCount(scale), 'predict');
      return Float32Array.from(predicted.data);
    };
    const named = (name: string, body: (head: EstimatorRatingHead) => Promise<void>) =>
      check(`${scaleName}: ${name}`, body);
    return [
      named('predict before fit raises NOT_FITTED', async (head) => {
        await demandCode(
          () => head.predict(test.features, scale),
          'NOT_FITTED',
          'a head refuses to predict before fit.',
        );
      }),
      named('predict gives probabilities', async (head) => {
        await predict(await fitOn(head));
        await predict(head, separableSamples(scale, 1, 24));
      }),
      named('finds the ratings of separable rows', async (head) => {
        const probabilities = await predict(await fitOn(head));
        const classes = classCount(scale);
        const likelihood =
          test.classIndex.reduce((sum, label, row) => sum + (probabilities[row * classes + label] ?? 0), 0) /
          test.features.rows;
        demand(
          likelihood > 1.2 / classes,
          'on separable rows the true rating gets more probability than by chance.',
          `${likelihood} on average; chance is ${1 / classes}.`,
          'check that classIndex and the columns of predict are both ascending by rating.',
        );
      }),
      named('the same fit predicts the same, again and in a twin', async (head) => {
        const first = await predict(await fitOn(head));
        const again = distance(first, await predict(head));
        demand(
          again <= 1e-6,
          'predict is repeatable.',
          `differs by ${again}.`,
          'draw nothing at random in predict.',
        );
        const twin = distance(first, await predict(await fitOn(await make())));
        demand(
          twin <= 1e-6,
          'the same rows and seed give the same fit.',
          `two heads differ by ${twin}.`,
          'draw every random choice from the seed that fit gets.',
        );
      }),
      named('predict treats every row by itself', async (head) => {
        const all = await predict(await fitOn(head));
        const { data, dimensions } = test.features;
        const last = test.features.rows - 1;
        const features = { data: data.slice(last * dimensions), rows: 1, dimensions };
        const alone = (await head.predict(features, scale)).data;
        demand(
          distance(alone, all.subarray(last * classCount(scale))) <= 1e-5,
          'the probabilities of a row do not depend on the other rows.',
          'the last row alone is predicted otherwise than among others.',
          'scale features by what fit learned, not by the rows of the call.',
        );
      }),
      named('a second fit forgets the first', async (head) => {
        const reversed = {
          ...training,
          classIndex: training.classIndex.map((label) => classCount(scale) - 1 - label),
        };
        await fitOn(head, reversed);
        const refitted = await predict(await fitOn(head));
        const difference = distance(await predict(await fitOn(await make())), refitted);
        demand(
          difference <= 1e-6,
          'fit starts afresh.',
          `after an earlier fit on other ratings, predictions differ by ${difference}.`,
          'reset everything that was learned at the start of fit.',
        );
      }),
      named('fit and predict leave their inputs as they were', async (head) => {
        const [givenTraining, givenTest] = [copyOf(training), copyOf(test)];
        await head.fit(fitInput(givenTraining, scale), fitInput(copyOf(validation), scale));
        await head.predict(givenTest.features, scale);
        demand(
          distance(givenTraining.features.data, training.features.data) === 0 &&
            distance(givenTraining.classIndex, training.classIndex) === 0 &&
            distance(givenTraining.weights, training.weights) === 0 &&
            distance(givenTest.features.data, test.features.data) === 0,
          'the arrays belong to the caller.',
          'they differ after fit and predict.',
          'scale and shuffle copies.',
        );
      }),
      named('saveState and restoreState give an equal head', async (head) => {
        const before = await predict(await fitOn(head));
        demand(
          head.saveState !== undefined && head.restoreState !== undefined,
          'an estimator has saveState and restoreState.',
          `saveState: ${typeof head.saveState}, restoreState: ${typeof head.restoreState}.`,
          'add the missing one; without it a saved model cannot be loaded.',
        );
        const twin = await make();
        twin.restoreState?.(throughDisk(head.saveState()));
        const difference = distance(before, await predict(twin));
        demand(
          difference <= 1e-6,
          'predictions are the same after saveState and restoreState.',
          `they differ by ${difference}.`,
          'save everything that fit learned.',
        );
      }),
      named('an aborted fit rejects with ABORTED or finishes', async (head) => {
        const given = { ...fitInput(copyOf(training), scale), signal: AbortSignal.abort() };
        const error = await rejectionOf(() => head.fit(given, fitInput(copyOf(validation), scale)));
        demand(
          error === undefined || isRecommenderError(error, 'ABORTED'),
          'a fit whose signal has fired rejects with ABORTED, or ignores the signal.',
          `${describeError(error)}.`,
          "throw new RecommenderError('ABORTED', ...), also where a library below raises an AbortError.",
        );
        if (error === undefined) await predict(head);
      }),
    ];
  };
  return [
    check('has specVersion 1, a name and kind "estimator"', async (head) => {
      demandIdentity(head);
      demand(
        head.kind === 'estimator',
        'kind is "estimator".',
        `${JSON.stringify(head.kind)}.`,
        "add `readonly kind = 'estimator' as const;`.",
      );
    }),
    check('config() survives JSON', async (head) => demandJsonConfig(head)),
    ...Object.entries(CONFORMANCE_SCALES).flatMap(([name, scale]) => onScale(name, scale)),
  ];
}

function copyOf({ features, classIndex, weights }: RatingSamples): RatingSamples {
  return {
    features: { ...features, data: features.data.slice() },
    classIndex: classIndex.slice(),
    weights: weights.slice(),
  };
}

function fitInput(samples: RatingSamples, scale: RatingScale): EstimatorFitInput {
  return { ...samples, scale, seed: 5 };
}
