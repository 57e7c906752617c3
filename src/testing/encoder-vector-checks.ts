import type { ConformanceCheck } from './conformance.js';
import { demand, distance, rowOf } from './demands.js';
import { demandShape, type EncoderSuite, encodeShaped, preparedCheck } from './encoder-suite.js';

/** What an encoder's vectors must be. */
export function encoderVectorChecks<Input>(suite: EncoderSuite<Input>): ConformanceCheck[] {
  const { inputs, tolerance } = suite;
  return [
    preparedCheck(suite, 'encode of no inputs gives no rows', async (encoder) => {
      demandShape(await encoder.encode([]), 0, encoder.dimensions);
    }),
    preparedCheck(suite, 'encode gives one finite row per input', async (encoder) => {
      for (const batch of [inputs.slice(0, 1), inputs]) {
        const matrix = await encodeShaped(suite, encoder, batch);
        demandFinite(matrix.data, matrix.dimensions);
      }
    }),
    preparedCheck(suite, 'different inputs get different vectors', async (encoder) => {
      const matrix = await encodeShaped(suite, encoder, inputs);
      const first = rowOf(matrix, 0);
      const others = inputs.slice(1).map((_, i) => distance(first, rowOf(matrix, i + 1)));
      demand(
        others.some((difference) => difference > 0),
        'a vector depends on its input.',
        `all ${inputs.length} sample inputs got the same vector.`,
        'check that the input reaches the model.',
      );
    }),
    preparedCheck(suite, 'encode gives the same vectors again', async (encoder) => {
      const first = Float32Array.from((await encodeShaped(suite, encoder, inputs)).data);
      const difference = distance(first, (await encodeShaped(suite, encoder, inputs)).data);
      demand(
        difference <= tolerance,
        'the same call gives the same vectors.',
        `a second call differs by ${difference}.`,
        'switch dropout and every other random choice off, and keep no state between calls.',
      );
    }),
    preparedCheck(suite, 'a vector depends neither on batch mates nor on order', async (encoder) => {
      const alone: Float32Array[] = [];
      for (const input of inputs)
        alone.push(Float32Array.from((await encodeShaped(suite, encoder, [input])).data));
      const forward = inputs.map((_, index) => index);
      const batches = [forward, [...forward].reverse(), forward.filter((index) => index % 2 === 1)];
      for (const batch of batches) {
        const matrix = await encodeShaped(
          suite,
          encoder,
          batch.map((index) => inputs[index] as Input),
        );
        for (const [row, index] of batch.entries()) {
          const difference = distance(alone[index] as Float32Array, rowOf(matrix, row));
          demand(
            difference <= tolerance,
            'an input gets the same vector alone and in any batch, at its own position.',
            `input ${index} differs by ${difference} at row ${row} of a batch of ${batch.length}.`,
            'keep the order; mask padding in attention and in pooling; use no statistics of the batch.',
          );
        }
      }
    }),
    preparedCheck(suite, 'encode leaves its inputs as they were', async (encoder) => {
      const given = inputs.map(suite.copy);
      await encoder.encode(given);
      demand(
        given.length === inputs.length &&
          given.every((input, index) => suite.equal(input, inputs[index] as Input)),
        'encode changes neither the list nor its entries.',
        'the inputs differ after the call.',
        'sort, clean or decode a copy.',
      );
    }),
    preparedCheck(suite, 'an earlier result stays as it was', async (encoder) => {
      const earlier = await encodeShaped(suite, encoder, inputs);
      const kept = Float32Array.from(earlier.data);
      await encoder.encode(inputs.map(suite.copy).reverse());
      demand(
        distance(kept, earlier.data) === 0,
        'a returned matrix belongs to the caller.',
        'a later encode changed it.',
        'allocate a new Float32Array per call instead of reusing one.',
      );
      earlier.data.fill(-1);
      const difference = distance(kept, (await encodeShaped(suite, encoder, inputs)).data);
      demand(
        difference <= tolerance,
        'a returned matrix belongs to the caller, who may write into it.',
        `after that, encode differs by ${difference}.`,
        'return a copy of anything that the encoder keeps.',
      );
    }),
    preparedCheck(suite, 'calls at the same time do not mix', async (encoder) => {
      const half = Math.ceil(inputs.length / 2);
      const batches = [inputs.slice(0, half), inputs.slice(half), inputs.slice(0, 1), inputs];
      const together = await Promise.all(batches.map((batch) => encoder.encode(batch.map(suite.copy))));
      const kept = together.map((matrix) => Float32Array.from(matrix.data));
      for (const [index, batch] of batches.entries()) {
        const difference = distance((await encodeShaped(suite, encoder, batch)).data, kept[index] ?? []);
        demand(
          difference <= tolerance,
          'encode may be called again before an earlier call has ended.',
          `a batch encoded among others differs by ${difference} from the same batch encoded alone.`,
          'keep intermediate results in local variables, not on the object.',
        );
      }
    }),
  ];
}

/** Demands that no value is NaN or infinite. */
export function demandFinite(data: Float32Array, dimensions: number, what = 'input'): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  demand(
    at < 0,
    'every value of an embedding is finite.',
    `${data[at]} in column ${at % dimensions} of ${what} ${Math.floor(at / dimensions)}.`,
    'guard divisions (the mean of no tokens, a norm of zero) and check for overflow in half precision.',
  );
}
