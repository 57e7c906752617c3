import { extname } from 'node:path';
import { RecommenderError } from '../errors.js';
import { throwIfAborted } from '../util/abort.js';
import { resolveOptions } from '../util/options.js';
import { checkEmbeddings } from './check-embeddings.js';
import { readingFile } from './file-errors.js';
import { readNpy, writeNpy } from './npy.js';
import { readParquet, writeParquet } from './parquet.js';
import { readSafetensors, writeSafetensors } from './safetensors.js';
import { EMBEDDING_FILE_DEFAULTS, type KeyedEmbeddings, type ReadEmbeddingsOptions } from './types.js';

interface Format {
  readonly read: (path: string, options: ReadEmbeddingsOptions) => Promise<KeyedEmbeddings>;
  readonly write: (path: string, embeddings: KeyedEmbeddings) => Promise<void>;
}

const FORMATS: Readonly<Record<string, Format>> = Object.freeze({
  '.npy': { read: readNpy, write: writeNpy },
  '.safetensors': { read: readSafetensors, write: writeSafetensors },
  '.parquet': { read: readParquet, write: writeParquet },
});

/**
 * Reads vectors with their ids from a file whose ending tells the format. The result is `[ids, dimensions]`, in the
 * order of the file; float16, bfloat16 and float64 become float32.
 *
 * | ending | vectors | ids |
 * |---|---|---|
 * | `.npy` | a matrix of float16, float32 or float64, C order | option `ids`, or beside it `<name>.ids.json` (list) or `<name>.ids.txt` (lines) |
 * | `.safetensors` | one tensor with two axes | option `ids`, or the metadata entry `ids` (JSON list) |
 * | `.safetensors` | one tensor per id | names of the tensors |
 * | `.parquet` | a column of lists of numbers | option `ids`, or a column of strings or integers |
 *
 * Raises `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`, `SOURCE_FORMAT` for a damaged or other file, `DIMENSION_MISMATCH` when
 * ids and rows do not match, `INVALID_EMBEDDING` for NaN or infinity, `NO_ROWS` for an empty one, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example const { ids, matrix } = await readEmbeddings('items.parquet', { idColumn: 'parent_asin' });
 */
export async function readEmbeddings(
  path: string,
  given: ReadEmbeddingsOptions = {},
): Promise<KeyedEmbeddings> {
  const unset = { ids: undefined, tensor: undefined, signal: undefined };
  const options = resolveOptions<ReadEmbeddingsOptions>(
    'readEmbeddings',
    { ...unset, ...EMBEDDING_FILE_DEFAULTS },
    given,
  );
  throwIfAborted(options.signal);
  const { read } = formatOf('readEmbeddings', path);
  const embeddings = await readingFile(path, () => read(path, options));
  checkEmbeddings(path, embeddings);
  return embeddings;
}

/**
 * Writes vectors with their ids to a file that {@link readEmbeddings}, NumPy, safetensors, pandas, polars and DuckDB read: the
 * ending chooses `.npy` (with the ids beside it in `<name>.ids.json`), `.safetensors` or `.parquet`. Numbers are float32.
 * An interrupted call leaves no half-written file.
 *
 * Raises `DIMENSION_MISMATCH`, `INVALID_EMBEDDING` or `NO_ROWS` when ids and matrix are no collection of vectors,
 * `INVALID_OPTIONS` for another ending, and the error of the file system when the file cannot be written.
 *
 * @example await writeEmbeddings('reviews.parquet', { ids: texts, matrix: await embedTexts(encoder, texts) });
 */
export async function writeEmbeddings(path: string, embeddings: KeyedEmbeddings): Promise<void> {
  const { write } = formatOf('writeEmbeddings', path);
  checkEmbeddings('writeEmbeddings', embeddings);
  await write(path, embeddings);
}

/** The format that a path ends in. Raises `INVALID_OPTIONS`. */
export function formatOf(owner: string, path: string): Format {
  const ending = extname(path).toLowerCase();
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined;
  if (format) return format;
  throw new RecommenderError(
    'INVALID_OPTIONS',
    `${owner}: expected a path that ends in ${Object.keys(FORMATS).join(', ')}, but got "${path}".`,
    { data: { path } },
  );
}
