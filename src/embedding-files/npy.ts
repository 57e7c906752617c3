import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import type { EmbeddingMatrix } from '../types.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { bytesOf } from '../util/safetensors.js';
import { formatError, readingFile } from './file-errors.js';
import { BYTES_PER_NUMBER, type NumberType, readExactly, readNumbers } from './numbers.js';
import type { KeyedEmbeddings, ReadEmbeddingsOptions } from './types.js';

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const HEADER_LIMIT = 1 << 20;
const HEADER_BYTES = 128;
const TYPES: Readonly<Record<string, NumberType>> = Object.freeze({
  '<f2': 'F16',
  '<f4': 'F32',
  '<f8': 'F64',
});

/**
 * NumPy's format, versions 1 to 3: a header in the notation of a Python dictionary, then the numbers. The ids are given
 * or lie beside it, see {@link idsPaths}.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpy(
  path: string,
  { ids, signal }: ReadEmbeddingsOptions,
): Promise<KeyedEmbeddings> {
  const file = await open(path);
  try {
    const { type, rows, dimensions, position } = await readNpyHeader(file, path);
    const size = (await file.stat()).size - position;
    const count = rows * dimensions;
    if (size < count * BYTES_PER_NUMBER[type]) {
      const found = `only ${size} bytes of numbers follow its header`;
      throw formatError(path, `${rows} x ${dimensions} numbers of type ${type}`, found);
    }
    const data = await readNumbers(file, { type, position, count }, signal);
    const matrix: EmbeddingMatrix = { data, rows, dimensions };
    return { ids: ids ?? (await readIds(path)), matrix };
  } finally {
    await file.close();
  }
}

/** Writes `<name>.npy` (float32, version 1) and its ids as `<name>.ids.json`. */
export async function writeNpy(path: string, { ids, matrix }: KeyedEmbeddings): Promise<void> {
  const { data, rows, dimensions } = matrix;
  // Removed first and written last: a stop in between leaves a file without ids, never one with another's ids.
  for (const old of idsPaths(path)) await rm(old, { force: true });
  await writeFileAtomic(path, [npyHeader(rows, dimensions), bytesOf(data)]);
  await writeFileAtomic(idsPaths(path)[0]!, JSON.stringify(ids));
}

/** Everything before the numbers of a float32 matrix, version 1: 128 bytes, whatever the shape. */
export function npyHeader(rows: number, dimensions: number): Buffer {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${dimensions}), }`;
  // NumPy aligns the numbers to 64 bytes and ends the header with a line feed.
  const header = Buffer.from(`${text.padEnd(HEADER_BYTES - MAGIC.length - 4 - 1)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([MAGIC, Buffer.from([1, 0]), length, header]);
}

/** What a `.npy` file holds and where its numbers begin. Raises `SOURCE_FORMAT`. */
export async function readNpyHeader(file: FileHandle, path: string) {
  const start = new Uint8Array(12);
  await readExactly(file, start, 0);
  const view = new DataView(start.buffer);
  const version = start[6]!;
  if (!MAGIC.equals(start.subarray(0, 6)) || version < 1 || version > 3) {
    throw formatError(path, 'a .npy file of version 1 to 3', 'it begins otherwise');
  }
  const lengthBytes = version === 1 ? 2 : 4;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > HEADER_LIMIT) throw formatError(path, 'a .npy header', `it would be ${length} bytes long`);
  const bytes = Buffer.alloc(length);
  await readExactly(file, bytes, 8 + lengthBytes);
  const header = bytes.toString('utf8');
  const type = TYPES[/'descr'\s*:\s*'([^']*)'/.exec(header)?.[1] ?? ''];
  const isRowMajor = /'fortran_order'\s*:\s*False/.test(header);
  const shape = /'shape'\s*:\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)/.exec(header);
  if (type === undefined || !isRowMajor || shape === null) {
    throw formatError(
      path,
      'a matrix [rows, dimensions] of float16, float32 or float64, little endian, in C order',
      `its header says ${header.trim()}. Use np.save(path, np.ascontiguousarray(vectors, dtype="<f4"))`,
    );
  }
  return { type, rows: Number(shape[1]), dimensions: Number(shape[2]), position: 8 + lengthBytes + length };
}

/** Where the ids of a `.npy` file are looked for: a JSON list, or lines of text. */
function idsPaths(path: string): string[] {
  const stem = path.replace(/\.npy$/i, '');
  return [`${stem}.ids.json`, `${stem}.ids.txt`];
}

async function readIds(path: string): Promise<string[]> {
  for (const candidate of idsPaths(path)) {
    const text = await readingFile(candidate, () =>
      readFile(candidate, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    );
    if (text === undefined) continue;
    if (candidate.endsWith('.txt')) return text.replace(/\r?\n$/, '').split(/\r?\n/);
    return parseIds(text, candidate);
  }
  throw formatError(
    path,
    `its ids in ${idsPaths(path).join(' or ')}`,
    'neither file is there. Or give the option "ids"',
  );
}

/** A JSON list of strings or integers, as strings. */
export function parseIds(text: string, path: string): string[] {
  let ids: unknown;
  try {
    ids = JSON.parse(text);
  } catch {
    // Reported below, with everything else that is no list of ids.
  }
  const isList = Array.isArray(ids) && ids.every((id) => typeof id === 'string' || Number.isSafeInteger(id));
  if (!isList) throw formatError(path, 'the ids as a JSON list of strings', 'they are something else');
  return (ids as (string | number)[]).map(String);
}
