import type { Encoder } from '../contracts/index.js';
import { isRecommenderError } from '../errors.js';
import type { PluginState } from '../types.js';
import type { ConformanceCheck } from './conformance.js';
import { demand, demandCode, describeError, distance, jsonFlaw, rejectionOf, withinTime } from './demands.js';
import { type EncoderSuite, encodeShaped, fitOn, preparedCheck } from './encoder-suite.js';

/** Loading, fitting, saving, aborting, disposing. Parts that an encoder does not have demand nothing. */
export function encoderLifecycleChecks<Input>(suite: EncoderSuite<Input>): ConformanceCheck[] {
  const { inputs, tolerance } = suite;
  const sameVectors = async (
    encoder: Encoder<Input>,
    expected: Float32Array,
    when: string,
    remedy: string,
  ) => {
    const difference = distance(expected, (await encodeShaped(suite, encoder, inputs)).data);
    demand(difference <= tolerance, `vectors are the same ${when}.`, `they differ by ${difference}.`, remedy);
  };
  return [
    {
      name: 'before load and fit, calls work or raise NOT_FITTED',
      run: async () => {
        const encoder = await suite.make();
        try {
          await demandReadyOrNotFitted(suite, encoder);
        } finally {
          await encoder.dispose?.();
        }
      },
    },
    preparedCheck(suite, 'fit replaces what was learned, and the fingerprint follows', async (encoder) => {
      if (encoder.fit === undefined) return;
      const first = encoder.fingerprint;
      const vectors = Float32Array.from((await encodeShaped(suite, encoder, inputs)).data);
      await fitOn(suite, encoder, suite.trainingInputs.slice(0, Math.ceil(suite.trainingInputs.length / 2)));
      demand(
        encoder.fingerprint !== first,
        'the fingerprint changes when fit learns from other inputs.',
        `"${first}" both times.`,
        'put a hash of the fitted state into the fingerprint.',
      );
      await fitOn(suite, encoder, suite.trainingInputs);
      demand(
        encoder.fingerprint === first,
        'the same inputs and seed give the same fit.',
        'fitted again on the first inputs, the fingerprint is another.',
        'draw every random choice from the seed, and start every fit afresh.',
      );
      await sameVectors(encoder, vectors, 'after the same fit', 'forget what an earlier fit learned.');
    }),
    preparedCheck(suite, 'saveState and restoreState give an equal encoder', async (encoder) => {
      if (encoder.saveState === undefined && encoder.fit === undefined) return;
      demand(
        encoder.saveState !== undefined && encoder.restoreState !== undefined,
        'an encoder with fit or saveState has both saveState and restoreState.',
        `saveState: ${typeof encoder.saveState}, restoreState: ${typeof encoder.restoreState}.`,
        'add the missing one; without it a saved model cannot be loaded.',
      );
      const vectors = Float32Array.from((await encodeShaped(suite, encoder, inputs)).data);
      const twin = await suite.make();
      try {
        await twin.load?.();
        twin.restoreState?.(throughDisk(encoder.saveState()));
        await sameVectors(
          twin,
          vectors,
          'after saveState and restoreState',
          'save everything that fit learned.',
        );
        demand(
          twin.fingerprint === encoder.fingerprint && twin.dimensions === encoder.dimensions,
          'fingerprint and dimensions are the same after restoreState.',
          `"${twin.fingerprint}" (${twin.dimensions}) instead of "${encoder.fingerprint}" (${encoder.dimensions}).`,
          'derive both from the state, not from the history of the object.',
        );
      } finally {
        await twin.dispose?.();
      }
    }),
    preparedCheck(suite, 'load may be called again, also after dispose', async (encoder) => {
      const vectors = Float32Array.from((await encodeShaped(suite, encoder, inputs)).data);
      const { fingerprint } = encoder;
      await encoder.load?.();
      await sameVectors(encoder, vectors, 'after a second load', 'make load do nothing when already loaded.');
      await encoder.dispose?.();
      await encoder.load?.();
      await sameVectors(encoder, vectors, 'after dispose and load', 'keep the fitted state in dispose.');
      demand(
        encoder.fingerprint === fingerprint,
        'the fingerprint is the same after dispose and load.',
        'it is another.',
        'derive it from options, weights and fitted state only.',
      );
    }),
    preparedCheck(suite, 'an aborted call rejects with ABORTED or finishes right', async (encoder) => {
      const expected = Float32Array.from((await encodeShaped(suite, encoder, inputs)).data);
      for (const when of ['before', 'during'] as const) {
        await demandAbort(suite, encoder, expected, when);
      }
      await sameVectors(encoder, expected, 'after an aborted call', 'leave nothing half done behind.');
    }),
  ];
}

/** State as it comes back from disk: JSON text and fresh arrays. */
export function throughDisk(state: PluginState): PluginState {
  const flaw = jsonFlaw(state.json, 'state.json');
  demand(
    flaw === undefined,
    'the json part of saveState survives JSON.',
    flaw ?? '',
    'put numbers in bulk into arrays and everything else into plain values.',
  );
  const json = JSON.parse(JSON.stringify(state.json)) as PluginState['json'];
  if (state.arrays === undefined) return { json };
  for (const [name, array] of Object.entries(state.arrays)) {
    demand(
      array instanceof Float32Array,
      'every entry of state.arrays is a Float32Array.',
      `"${name}" is not.`,
      'convert it with Float32Array.from.',
    );
  }
  const copies = Object.entries(state.arrays).map(([name, array]) => [name, Float32Array.from(array)]);
  return { json, arrays: Object.fromEntries(copies) };
}

async function demandReadyOrNotFitted<Input>(
  suite: EncoderSuite<Input>,
  encoder: Encoder<Input>,
): Promise<void> {
  const calls: [string, () => unknown][] = [
    ['encode', () => encoder.encode(suite.inputs.map(suite.copy))],
    ['fingerprint', () => encoder.fingerprint],
    ['dimensions', () => encoder.dimensions],
  ];
  for (const [name, call] of calls) {
    const error = await rejectionOf(call);
    demand(
      error === undefined || isRecommenderError(error, 'NOT_FITTED'),
      `${name} works or raises NOT_FITTED before load and fit.`,
      `${describeError(error)}.`,
      "throw new RecommenderError('NOT_FITTED', 'call load first') while it cannot work.",
    );
  }
  if (encoder.fit === undefined) return;
  await encoder.load?.();
  await demandCode(
    () => encoder.encode(suite.inputs.map(suite.copy)),
    'NOT_FITTED',
    'an encoder with fit refuses to encode before fit.',
  );
  await demandCode(
    () => encoder.fingerprint,
    'NOT_FITTED',
    'an encoder with fit has no fingerprint before fit.',
  );
}

async function demandAbort<Input>(
  suite: EncoderSuite<Input>,
  encoder: Encoder<Input>,
  expected: Float32Array,
  when: 'before' | 'during',
): Promise<void> {
  const controller = new AbortController();
  if (when === 'before') controller.abort();
  const contract = `a call whose signal fires ${when} it rejects with ABORTED or with the reason of the signal, or ignores the signal and is right.`;
  const call = async () => {
    const running = encoder.encode(suite.inputs.map(suite.copy), { signal: controller.signal });
    controller.abort();
    return running;
  };
  let outcome: Awaited<ReturnType<typeof call>> | undefined;
  const error = await rejectionOf(async () => {
    outcome = await withinTime(call, suite.timeoutMs, contract);
  });
  if (error !== undefined) {
    if (error instanceof Error && error.name === 'ConformanceError') throw error;
    demand(
      isRecommenderError(error, 'ABORTED') || error === controller.signal.reason,
      contract,
      `${describeError(error)}.`,
      "throw new RecommenderError('ABORTED', ...), or let signal.throwIfAborted() do so.",
    );
    return;
  }
  demand(
    !(suite.honoursAbort && when === 'before'),
    'with honoursAbort, a call whose signal has fired rejects with ABORTED.',
    'the call succeeded.',
    "look at signal.aborted first and throw new RecommenderError('ABORTED', ...).",
  );
  const difference = outcome === undefined ? Number.POSITIVE_INFINITY : distance(expected, outcome.data);
  demand(
    difference <= suite.tolerance,
    contract,
    `the call succeeded with other vectors (difference ${difference}).`,
    'never return a part of the rows, or zeros, for an aborted call.',
  );
}
