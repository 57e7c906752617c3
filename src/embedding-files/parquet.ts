import { throwIfAborted } from '../util/abort.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { formatError } from './file-errors.js';
import { EMBEDDING_FILE_DEFAULTS, type KeyedEmbeddings, type ReadEmbeddingsOptions } from './types.js';

/** So many numbers make a row group, so that a reader holds little at a time. */
const NUMBERS_PER_GROUP = 1 << 22;

/** A column of ids and a column of lists of numbers, read one row group at a time. */
export async function readParquet(
  path: string,
  {
    ids: given,
    idColumn = EMBEDDING_FILE_DEFAULTS.idColumn,
    vectorColumn = EMBEDDING_FILE_DEFAULTS.vectorColumn,
    signal,
  }: ReadEmbeddingsOptions,
): Promise<KeyedEmbeddings> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } = await import(
    'hyparquet'
  );
  const { compressors } = await import('hyparquet-compressors');
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const columns = given ? [vectorColumn] : [idColumn, vectorColumn];
  const present = parquetSchema(metadata).children.map(({ element }) => element.name);
  if (!columns.every((column) => present.includes(column))) {
    const found = `it has ${present.map((name) => `"${name}"`).join(', ')}. Name them with the options "idColumn" and "vectorColumn"`;
    throw formatError(path, `columns ${columns.map((name) => `"${name}"`).join(' and ')}`, found);
  }
  const rows = Number(metadata.num_rows);
  const ids: string[] = [];
  let data = new Float32Array(0);
  let dimensions = 0;
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    throwIfAborted(signal);
    const rowEnd = rowStart + Number(group.num_rows);
    const records = await parquetReadObjects({ file, metadata, columns, compressors, rowStart, rowEnd });
    for (const [index, record] of records.entries()) {
      const row = rowStart + index;
      const vector = vectorOf(path, row, vectorColumn, record[vectorColumn]);
      if (row === 0) {
        dimensions = vector.length;
        data = new Float32Array(rows * dimensions);
      }
      if (vector.length !== dimensions) {
        const found = `row 0 has ${dimensions} numbers and row ${row} has ${vector.length}`;
        throw formatError(path, `vectors of one width in column "${vectorColumn}"`, found);
      }
      data.set(vector, row * dimensions);
      if (!given) ids.push(idOf(path, row, idColumn, record[idColumn]));
    }
    rowStart = rowEnd;
  }
  return { ids: given ?? ids, matrix: { data, rows, dimensions } };
}

/** Writes the columns `id` (string) and `embedding` (list of float). */
export async function writeParquet(path: string, { ids, matrix }: KeyedEmbeddings): Promise<void> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const { data, rows, dimensions } = matrix;
  const { idColumn, vectorColumn } = EMBEDDING_FILE_DEFAULTS;
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [
      { name: 'root', num_children: 2 },
      { name: idColumn, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: vectorColumn, converted_type: 'LIST', repetition_type: 'REQUIRED', num_children: 1 },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
    ],
    statistics: false,
  });
  const rowGroupSize = Math.max(1, Math.floor(NUMBERS_PER_GROUP / dimensions));
  for (let first = 0; first < rows; first += rowGroupSize) {
    const groupIds = ids.slice(first, first + rowGroupSize);
    const vectors = groupIds.map((_, index) => {
      const from = (first + index) * dimensions;
      return Array.from(data.subarray(from, from + dimensions));
    });
    await file.write({
      columnData: [
        { name: idColumn, data: groupIds },
        // Vectors neither repeat nor shrink: a dictionary and compression would cost time only.
        { name: vectorColumn, data: vectors, encoding: 'PLAIN', codec: 'UNCOMPRESSED' },
      ],
      rowGroupSize,
    });
  }
  await file.finish();
  await writeFileAtomic(path, writer.getBytes());
}

function vectorOf(path: string, row: number, column: string, value: unknown): ArrayLike<number> {
  const isVector = Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
  const numbers = isVector ? (value as ArrayLike<unknown>) : [];
  for (let i = 0; i < numbers.length; i++) {
    if (typeof numbers[i] !== 'number') {
      throw formatError(path, `numbers in column "${column}"`, `row ${row} holds ${String(numbers[i])}`);
    }
  }
  if (numbers.length > 0) return numbers as ArrayLike<number>;
  throw formatError(
    path,
    `a list of numbers per row in column "${column}"`,
    `row ${row} holds ${describe(value)}`,
  );
}

function idOf(path: string, row: number, column: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  throw formatError(path, `strings or integers in column "${column}"`, `row ${row} holds ${describe(value)}`);
}

function describe(value: unknown): string {
  return value === null || value === undefined ? 'nothing' : `a ${typeof value}`;
}
