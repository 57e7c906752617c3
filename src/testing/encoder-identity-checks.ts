import type { ConformanceCheck } from './conformance.js';
import { demand, demandIdentity, demandJsonConfig } from './demands.js';
import { type EncoderSuite, prepare, preparedCheck } from './encoder-suite.js';

/** What an encoder says about itself. */
export function encoderIdentityChecks<Input>(suite: EncoderSuite<Input>): ConformanceCheck[] {
  const checks = [
    preparedCheck(suite, 'has specVersion 1 and a name', async (encoder) => demandIdentity(encoder)),
    preparedCheck(suite, 'config() survives JSON', async (encoder) => demandJsonConfig(encoder)),
    preparedCheck(suite, 'dimensions is a positive integer that stays', async (encoder) => {
      const before = encoder.dimensions;
      demand(
        Number.isInteger(before) && before > 0,
        'dimensions is a positive integer.',
        `${before}.`,
        'return the number of columns of the matrices that encode gives.',
      );
      await encoder.encode(suite.inputs.map(suite.copy));
      demand(
        encoder.dimensions === before,
        'dimensions stays the same from call to call.',
        `${before} before encode, ${encoder.dimensions} after.`,
        'fix the width in the constructor, in load or in fit.',
      );
    }),
    preparedCheck(suite, 'fingerprint is equal for equal configuration and stays', async (encoder) => {
      const before = encoder.fingerprint;
      demand(
        typeof before === 'string' && before.length > 0,
        'fingerprint is a non-empty string.',
        `${JSON.stringify(before)}.`,
        'join the name, the options that change vectors, and a hash of what was learned.',
      );
      await encoder.encode(suite.inputs.map(suite.copy));
      demand(
        encoder.fingerprint === before,
        'fingerprint changes only when vectors could change.',
        'another fingerprint after encode.',
        'make it of configuration, weights and fitted state; not of counters or clocks.',
      );
      const twin = await suite.make();
      try {
        const twinFingerprint = (await prepare(suite, twin)).fingerprint;
        demand(
          twinFingerprint === before,
          'two encoders with the same options (and the same fit) have the same fingerprint.',
          `"${before}" and "${twinFingerprint}".`,
          'no random ids, object addresses or times; otherwise stored vectors are never found again.',
        );
      } finally {
        await twin.dispose?.();
      }
    }),
  ];
  const { makeOther } = suite;
  if (makeOther === undefined) return checks;
  const differs = preparedCheck(
    suite,
    'fingerprint differs for another configuration',
    async ({ fingerprint }) => {
      const other = await makeOther();
      try {
        demand(
          (await prepare(suite, other)).fingerprint !== fingerprint,
          'encoders whose vectors differ have different fingerprints.',
          `both are "${fingerprint}".`,
          'put every option that changes vectors into the fingerprint; otherwise stored vectors of the other are used.',
        );
      } finally {
        await other.dispose?.();
      }
    },
  );
  return [...checks, differs];
}
