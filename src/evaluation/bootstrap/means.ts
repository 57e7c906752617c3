import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';
import { drawSamples } from './resampling.js';

/** Numbers in rows and columns: `data[row * columns + column]`. */
export interface Table {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The means of all columns over drawn rows, `[resamples, columns]`: what the percentile bootstrap of means needs. A
 * sample draws whole rows, so that columns may be subtracted from one another. The event loop runs between samples.
 */
export async function resampledMeans(
  { data, rows, columns }: Table,
  { resamples, seed, signal }: { resamples: number; seed: number; signal?: AbortSignal | undefined },
): Promise<Table> {
  const means = new Float64Array(resamples * columns);
  const times = new Int32Array(rows);
  let target = 0;
  for (const sample of drawSamples(rows, resamples, seed)) {
    times.fill(0);
    for (const row of sample) times[row]! += 1;
    for (let row = 0; row < rows; row++) {
      const weight = times[row]! / rows;
      if (weight === 0) continue;
      for (let column = 0; column < columns; column++)
        means[target + column]! += weight * data[row * columns + column]!;
    }
    target += columns;
    await nextTurn();
    throwIfAborted(signal);
  }
  return { data: means, rows: resamples, columns };
}

/** The means of all columns over all rows, `[columns]`. */
export function columnMeans({ data, rows, columns }: Table): Float64Array {
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) sums[column]! += data[row * columns + column]!;
  return sums.map((sum) => sum / rows);
}
