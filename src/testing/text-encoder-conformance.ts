import type { TextEncoder } from '../contracts/index.js';
import type { ConformanceCheck } from './conformance.js';
import { encoderIdentityChecks } from './encoder-identity-checks.js';
import { encoderLifecycleChecks } from './encoder-lifecycle-checks.js';
import {
  type EncoderConformanceOptions,
  encoderSuite,
  encodeShaped,
  preparedCheck,
} from './encoder-suite.js';
import { demandFinite, encoderVectorChecks } from './encoder-vector-checks.js';
import { SAMPLE_TEXTS, TRAINING_TEXTS, UNUSUAL_TEXTS } from './sample-texts.js';

/**
 * Everything that the contract of a {@link TextEncoder} demands, as checks for any test runner. `make` gives a new,
 * neither loaded nor fitted encoder with the same options each time; every check disposes of the ones it made.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of textEncoderConformance(() => new MyEncoder())) it(check.name, check.run);
 * ```
 */
export function textEncoderConformance(
  make: () => TextEncoder | Promise<TextEncoder>,
  options: EncoderConformanceOptions<string> = {},
): ConformanceCheck[] {
  const suite = encoderSuite(make, options, {
    trainingInputs: TRAINING_TEXTS,
    inputs: SAMPLE_TEXTS,
    copy: (text) => text,
    equal: (left, right) => left === right,
  });
  const unusual = Object.entries(UNUSUAL_TEXTS).map(([kind, text]) =>
    preparedCheck(suite, `accepts ${kind}`, async (encoder) => {
      const batch = [text, suite.inputs[0] as string];
      const matrix = await encodeShaped(suite, encoder, batch);
      demandFinite(matrix.data, matrix.dimensions, `${kind}, as input`);
    }),
  );
  return [
    ...encoderIdentityChecks(suite),
    ...encoderVectorChecks(suite),
    ...encoderLifecycleChecks(suite),
    ...unusual,
  ];
}
