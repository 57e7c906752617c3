import type { ImageEncoder } from '../contracts/index.js';
import { isRecommenderError } from '../errors.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandCode, describeError, distance, rejectionOf } from './demands.js';
import { encoderIdentityChecks } from './encoder-identity-checks.js';
import { encoderLifecycleChecks } from './encoder-lifecycle-checks.js';
import {
  type EncoderConformanceOptions,
  encoderSuite,
  encodeShaped,
  preparedCheck,
} from './encoder-suite.js';
import { demandFinite, encoderVectorChecks } from './encoder-vector-checks.js';
import { sampleImages, trainingImages, UNREADABLE_IMAGES, unusualImages } from './sample-images.js';

/**
 * Everything that the contract of an {@link ImageEncoder} demands, as checks for any test runner. `make` gives a new,
 * neither loaded nor fitted encoder with the same options each time; every check disposes of the ones it made.
 *
 * @example
 * ```ts
 * import { it } from 'vitest'; // or 'node:test'
 * for (const check of imageEncoderConformance(() => new MyEncoder())) it(check.name, check.run);
 * ```
 */
export function imageEncoderConformance(
  make: () => ImageEncoder | Promise<ImageEncoder>,
  options: EncoderConformanceOptions<Uint8Array> = {},
): ConformanceCheck[] {
  const suite = encoderSuite(make, options, {
    trainingInputs: trainingImages(),
    inputs: sampleImages(),
    copy: (image) => Uint8Array.from(image),
    equal: (left, right) => Buffer.compare(left, right) === 0,
  });
  const unusual = Object.entries(unusualImages()).map(([kind, image]) =>
    preparedCheck(suite, `accepts ${kind}`, async (encoder) => {
      const matrix = await encodeShaped(suite, encoder, [image, suite.inputs[0] as Uint8Array]);
      demandFinite(matrix.data, matrix.dimensions, `${kind}, as input`);
    }),
  );
  const unreadable = Object.entries(UNREADABLE_IMAGES).map(([kind, content]) =>
    preparedCheck(suite, `rejects ${kind} with IMAGE_UNREADABLE`, async (encoder) => {
      await demandCode(
        () => encoder.encode([content]),
        'IMAGE_UNREADABLE',
        'an input that cannot be decoded rejects with IMAGE_UNREADABLE.',
      );
    }),
  );
  return [
    ...encoderIdentityChecks(suite),
    ...encoderVectorChecks(suite),
    ...encoderLifecycleChecks(suite),
    ...unusual,
    ...unreadable,
    preparedCheck(suite, 'an unreadable image fails its batch and harms no later one', async (encoder) => {
      const expected = Float32Array.from((await encodeShaped(suite, encoder, suite.inputs)).data);
      const mixed = [...suite.inputs, new Uint8Array([1, 2, 3])];
      const error = await rejectionOf(() => encoder.encode(mixed));
      demand(
        isRecommenderError(error, 'IMAGE_UNREADABLE'),
        'a batch with an unreadable image rejects with IMAGE_UNREADABLE, never with a silent row of zeros.',
        error === undefined ? 'the call succeeded.' : `${describeError(error)}.`,
        'let the decoding error of one image reject the whole call; the library sorts it out.',
      );
      const difference = distance(expected, (await encodeShaped(suite, encoder, suite.inputs)).data);
      demand(
        difference <= suite.tolerance,
        'after an unreadable image the encoder works as before.',
        `vectors differ by ${difference}.`,
        'leave nothing half done behind when decoding fails.',
      );
    }),
  ];
}
