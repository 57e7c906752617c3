import { requireOption } from '../../util/options.js';
import { createRandom, deriveSeed, randomInteger } from '../../util/random.js';
import type { Interval } from '../types.js';
import { percentileOfSorted } from './percentile.js';

/** Raises `INVALID_OPTIONS` unless both can be used. */
export function checkResampling(owner: string, resamples: number, confidence: number): void {
  requireOption(
    Number.isInteger(resamples) && resamples >= 1,
    owner,
    `resamples must be a whole number of at least 1, got ${resamples}.`,
  );
  requireOption(
    confidence > 0 && confidence < 1,
    owner,
    `confidence must lie between 0 and 1, got ${confidence}.`,
  );
}

/** Samples of as many positions as there are rows, with replacement. The array is reused from one sample to the next. */
export function* drawSamples(rows: number, resamples: number, seed: number): Generator<Int32Array> {
  const random = createRandom(deriveSeed(seed, 'bootstrap'));
  const sample = new Int32Array(rows);
  for (let resample = 0; resample < resamples; resample++) {
    for (let position = 0; position < rows; position++) sample[position] = randomInteger(random, rows);
    yield sample;
  }
}

/** The middle `confidence` share of the draws, beside the value of the sample itself. */
export function percentileInterval(value: number, draws: ArrayLike<number>, confidence: number): Interval {
  const sorted = Float64Array.from(draws).sort();
  const tail = (1 - confidence) / 2;
  return { value, low: percentileOfSorted(sorted, tail), high: percentileOfSorted(sorted, 1 - tail) };
}

/** How intervals were made, in words. */
export function resamplingProtocol(over: string, resamples: number, confidence: number): string {
  return (
    `Intervals: ${Number((confidence * 100).toFixed(4))} % percentile bootstrap over the ${over}, ` +
    `${resamples} resamples, the same ones for every contender.`
  );
}
