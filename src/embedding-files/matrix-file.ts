import { type FileHandle, open } from 'node:fs/promises';
import type { StoredMatrix } from '../types.js';
import { sha256 } from '../util/hash.js';
import { bytesOf } from '../util/safetensors.js';
import { formatError, readingFile } from './file-errors.js';
import { readNpyHeader } from './npy.js';
import { BYTES_PER_NUMBER, readExactly } from './numbers.js';

/** Reads under way at once: as many as Node.js has threads for files. */
const READS_AT_ONCE = 4;

/**
 * A matrix `[rows, dimensions]` of float32 in a `.npy` file whose rows are read when they are needed. The file is not mapped: what has been
 * read lately is in the page cache of the system, as with a mapped file, but does not count as memory of the process. Made by
 * {@link openMatrixFile}.
 */
export class MatrixFile implements StoredMatrix, AsyncDisposable {
  readonly rows: number;
  readonly dimensions: number;
  readonly fingerprint: string;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #position: number;

  /** @internal */
  constructor(
    path: string,
    file: FileHandle,
    {
      rows,
      dimensions,
      position,
      fingerprint,
    }: { rows: number; dimensions: number; position: number; fingerprint: string },
  ) {
    this.#path = path;
    this.#file = file;
    this.#position = position;
    this.rows = rows;
    this.dimensions = dimensions;
    this.fingerprint = fingerprint;
  }

  /** Raises `SOURCE_UNREADABLE`, or `SOURCE_FORMAT` when the file has been cut since it was opened. */
  async read(rows: Int32Array, target: Float32Array): Promise<void> {
    const { dimensions } = this;
    const runs = runsOf(rows);
    let next = 0;
    const work = async () => {
      while (next < runs.length) {
        const { at, row, count } = runs[next++]!;
        const part = target.subarray(at * dimensions, (at + count) * dimensions);
        if (row < 0) part.fill(0);
        else
          await readExactly(
            this.#file,
            bytesOf(part),
            this.#position + row * dimensions * BYTES_PER_NUMBER.F32,
          );
      }
    };
    await readingFile(this.#path, async () => {
      await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
    });
  }

  /** Closes the file; the matrix cannot be read afterwards. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/**
 * Opens a `.npy` file (float32, two axes, C order) to train on or predict from without having it in memory. `np.save`,
 * {@link writeEmbeddings} and {@link writeMatrixFile} make such files.
 *
 * Raises `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`, and `SOURCE_FORMAT` for a damaged or other file.
 *
 * @example
 * ```ts
 * await using matrix = await openMatrixFile('reviews.npy');
 * const column: StoredColumn = { name: 'review', matrix, rowIndex: Int32Array.from({ length: matrix.rows }, (_, row) => row) };
 * ```
 */
export async function openMatrixFile(path: string): Promise<MatrixFile> {
  return readingFile(path, async () => {
    const file = await open(path);
    try {
      const { type, rows, dimensions, position } = await readNpyHeader(file, path);
      if (type !== 'F32')
        throw formatError(path, 'numbers of type float32', `they are ${type}; write them as "<f4"`);
      const { size, mtimeMs } = await file.stat();
      const missing = position + rows * dimensions * BYTES_PER_NUMBER.F32 - size;
      if (missing > 0)
        throw formatError(path, `${rows} x ${dimensions} numbers`, `${missing} bytes are missing`);
      const fingerprint = sha256(JSON.stringify([path, size, mtimeMs, rows, dimensions]));
      return new MatrixFile(path, file, { rows, dimensions, position, fingerprint });
    } catch (error) {
      await file.close();
      throw error;
    }
  });
}

interface Run {
  /** Where it begins in the list of rows. */
  readonly at: number;
  readonly row: number;
  readonly count: number;
}

/** Rows that follow each other in the file are read together, and so are absent ones. */
function runsOf(rows: Int32Array): Run[] {
  const runs: { at: number; row: number; count: number }[] = [];
  rows.forEach((row, at) => {
    const last = runs.at(-1);
    if (last && (row < 0 ? last.row < 0 : last.row >= 0 && row === last.row + last.count)) last.count++;
    else runs.push({ at, row, count: 1 });
  });
  return runs;
}
