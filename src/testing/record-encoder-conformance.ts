import type { RecordEncoder, ReviewRecord } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, distance, explained } from './demands.js';
import { encoderIdentityChecks } from './encoder-identity-checks.js';
import { encoderLifecycleChecks } from './encoder-lifecycle-checks.js';
import {
  type EncoderConformanceOptions,
  type EncoderSuite,
  encoderSuite,
  encodeShaped,
  fitOn,
  preparedCheck,
} from './encoder-suite.js';
import { demandFinite, encoderVectorChecks } from './encoder-vector-checks.js';
import { SAMPLE_RECORDS, sampleRating, TRAINING_RECORDS, UNUSUAL_RECORDS } from './sample-records.js';

/**
 * Everything that the contract of a {@link RecordEncoder} demands, as checks for any test runner; among them that no rating reaches the
 * vector of its own record. `make` gives a new encoder with the same options each time, not fitted yet.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of recordEncoderConformance(() => new MyEncoder())) it(check.name, check.run);
 * ```
 */
export function recordEncoderConformance(
  make: () => RecordEncoder | Promise<RecordEncoder>,
  options: EncoderConformanceOptions<ReviewRecord> = {},
): ConformanceCheck[] {
  const suite = encoderSuite(make, options, {
    trainingInputs: TRAINING_RECORDS,
    inputs: SAMPLE_RECORDS,
    copy: (record) => structuredClone(record),
    equal: (left, right) => JSON.stringify(left) === JSON.stringify(right),
    ratingOf: sampleRating,
  });
  const unusual = Object.entries(UNUSUAL_RECORDS).map(([kind, record]) =>
    preparedCheck(suite, `accepts ${kind}`, async (encoder) => {
      const matrix = await encodeShaped(suite, encoder, [record, suite.inputs[0]!]);
      demandFinite(matrix.data, matrix.dimensions, `${kind}, as input`);
    }),
  );
  return [
    ...encoderIdentityChecks(suite),
    ...encoderVectorChecks(suite),
    ...encoderLifecycleChecks(suite),
    ...unusual,
    ratingCheck(suite),
  ];
}

function ratingCheck(suite: EncoderSuite<ReviewRecord>): ConformanceCheck {
  const name = 'no rating reaches the vector of its own record';
  return {
    name,
    run: async () => {
      const [record] = suite.trainingInputs;
      const vectors: Float32Array[] = [];
      for (const rating of [1, 5]) {
        const encoder = await suite.make();
        await encoder.load?.();
        const ratingOf = (one: ReviewRecord) => (one === record ? rating : sampleRating(one));
        await fitOn({ ...suite, ratingOf }, encoder, suite.trainingInputs);
        vectors.push((await encodeShaped(suite, encoder, [record!])).data);
        await encoder.dispose?.();
      }
      const difference = distance(vectors[0]!, vectors[1]!);
      await explained(name, async () =>
        demand(
          difference <= suite.tolerance,
          'the vector of a training record does not depend on its own rating.',
          `with 1 and with 5 it differs by ${difference}.`,
          'leave the ratings of the same user for the same item out of every mean and count.',
        ),
      );
    },
  };
}
