import { open, rename, rm } from 'node:fs/promises';
import { RecommenderError } from '../errors.js';
import type { CallOptions } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { requireOption } from '../util/options.js';
import { bytesOf } from '../util/safetensors.js';
import { npyHeader } from './npy.js';

/** Numbers that are gathered before they are written. */
const NUMBERS_AT_ONCE = 1 << 20;

/**
 * Writes vectors, one after the other as they come, to a `.npy` file (float32) that {@link openMatrixFile} and NumPy read; no more than some
 * megabytes of them are in memory. The file appears when all are written. Returns how many there were.
 *
 * Raises `DIMENSION_MISMATCH` for a vector of another length, `INVALID_EMBEDDING` for NaN or infinity, `NO_ROWS` without vectors,
 * `INVALID_OPTIONS`, `ABORTED`, and errors of the file system.
 */
export async function writeMatrixFile(
  path: string,
  dimensions: number,
  vectors: Iterable<Float32Array> | AsyncIterable<Float32Array>,
  { signal }: Pick<CallOptions, 'signal'> = {},
): Promise<number> {
  const whole = Number.isInteger(dimensions) && dimensions >= 1;
  requireOption(whole, 'writeMatrixFile', `dimensions must be a whole number from 1, not ${dimensions}.`);
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  try {
    const start = npyHeader(0, dimensions).length;
    const buffer = new Float32Array(Math.max(1, Math.floor(NUMBERS_AT_ONCE / dimensions)) * dimensions);
    let rows = 0;
    let filled = 0;
    const flush = async () => {
      const position = start + (rows * dimensions - filled) * buffer.BYTES_PER_ELEMENT;
      await file.write(bytesOf(buffer.subarray(0, filled)), 0, undefined, position);
      filled = 0;
    };
    for await (const vector of vectors) {
      throwIfAborted(signal);
      checkVector(path, vector, dimensions, rows);
      buffer.set(vector, filled);
      filled += dimensions;
      rows++;
      if (filled === buffer.length) await flush();
    }
    if (rows === 0)
      throw new RecommenderError('NO_ROWS', `writeMatrixFile: there are no vectors to write to ${path}.`);
    await flush();
    // The number of rows is known only now; the header has the same length for any.
    await file.write(npyHeader(rows, dimensions), 0, undefined, 0);
    await file.sync();
    await file.close();
    await rename(partial, path);
    return rows;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

function checkVector(path: string, vector: Float32Array, dimensions: number, row: number): void {
  const data = { path, row };
  if (vector.length !== dimensions) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${path}: expected vectors of ${dimensions} numbers, but row ${row} has ${vector.length}.`,
      { data },
    );
  }
  if (vector.every(Number.isFinite)) return;
  throw new RecommenderError('INVALID_EMBEDDING', `${path}: row ${row} has a number that is not finite.`, {
    data,
  });
}
