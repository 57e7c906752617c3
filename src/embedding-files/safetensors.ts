import { type FileHandle, open } from 'node:fs/promises';
import { throwIfAborted } from '../util/abort.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import {
  bytesOf,
  parseSafetensorsHeader,
  SAFETENSORS_HEADER_LIMIT,
  type SafetensorsHeader,
  safetensorsHead,
  type TensorEntry,
} from '../util/safetensors.js';
import { formatError } from './file-errors.js';
import { parseIds } from './npy.js';
import { BYTES_PER_NUMBER, type NumberType, readExactly, readNumbers } from './numbers.js';
import type { KeyedEmbeddings, ReadEmbeddingsOptions } from './types.js';

const TENSOR = 'embeddings';
const IDS = 'ids';

interface OpenFile {
  readonly path: string;
  readonly file: FileHandle;
  readonly signal: AbortSignal | undefined;
  /** Byte at which the numbers begin. */
  readonly start: number;
}

/** One tensor `[rows, dimensions]` with the ids in the metadata or given; or one tensor per id. */
export async function readSafetensors(
  path: string,
  { ids, tensor, signal }: ReadEmbeddingsOptions,
): Promise<KeyedEmbeddings> {
  const file = await open(path);
  try {
    const { header, start } = await readHeader(file);
    const opened = { path, file, signal, start };
    const name = tensor ?? onlyMatrix(path, header);
    if (name === undefined) return await readVectors(opened, header);
    const entry = header.tensors.get(name);
    const [rows, dimensions, ...more] = entry?.shape ?? [];
    if (entry === undefined || rows === undefined || dimensions === undefined || more.length > 0) {
      const found = entry ? `it has shape [${entry.shape.join(', ')}]` : `the file has ${list(header)}`;
      throw formatError(path, `a tensor "${name}" of shape [rows, dimensions]`, found);
    }
    const data = await readTensor(opened, name, entry);
    return { ids: ids ?? idsOf(path, header), matrix: { data, rows, dimensions } };
  } finally {
    await file.close();
  }
}

/** Writes the tensor `embeddings` with a JSON list of the ids as the metadata entry `ids`. */
export async function writeSafetensors(path: string, { ids, matrix }: KeyedEmbeddings): Promise<void> {
  const { data, rows, dimensions } = matrix;
  const tensor = { name: TENSOR, shape: [rows, dimensions], data };
  const head = safetensorsHead({ [IDS]: JSON.stringify(ids) }, [tensor]);
  if (head.length - 8 > SAFETENSORS_HEADER_LIMIT) {
    const found = `these ids need ${head.length} bytes. Write a .parquet or .npy file instead`;
    throw formatError(path, `a header of at most ${SAFETENSORS_HEADER_LIMIT} bytes`, found);
  }
  await writeFileAtomic(path, [head, bytesOf(data)]);
}

async function readHeader(file: FileHandle): Promise<{ header: SafetensorsHeader; start: number }> {
  const prefix = Buffer.alloc(8);
  await readExactly(file, prefix, 0);
  const length = Number(prefix.readBigUInt64LE());
  const start = 8 + length;
  const { size } = await file.stat();
  if (length > SAFETENSORS_HEADER_LIMIT || start > size) throw new Error('header length out of bounds');
  const json = Buffer.alloc(length);
  await readExactly(file, json, 8);
  return { header: parseSafetensorsHeader(json.toString('utf8'), size - start), start };
}

/** The tensor with two axes; undefined when the file holds vectors only. */
function onlyMatrix(path: string, header: SafetensorsHeader): string | undefined {
  const matrices = [...header.tensors].filter(([, { shape }]) => shape.length !== 1).map(([name]) => name);
  if (matrices.length <= 1) return matrices[0];
  throw formatError(
    path,
    'one tensor of embeddings',
    `it has ${list(header)}. Choose one with the option "tensor"`,
  );
}

async function readVectors(opened: OpenFile, { tensors }: SafetensorsHeader): Promise<KeyedEmbeddings> {
  const ids = [...tensors.keys()];
  const dimensions = tensors.get(ids[0] ?? '')?.shape[0] ?? 0;
  const data = new Float32Array(ids.length * dimensions);
  for (const [row, id] of ids.entries()) {
    throwIfAborted(opened.signal);
    const entry = tensors.get(id)!;
    if (entry.shape[0] !== dimensions) {
      const found = `"${ids[0]}" has ${dimensions} numbers and "${id}" ${entry.shape[0]}`;
      throw formatError(opened.path, 'vectors of one width', found);
    }
    data.set(await readTensor(opened, id, entry), row * dimensions);
  }
  return { ids, matrix: { data, rows: ids.length, dimensions } };
}

function readTensor(
  { path, file, signal, start }: OpenFile,
  name: string,
  { dtype, shape, start: from, end }: TensorEntry,
): Promise<Float32Array> {
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Object.hasOwn(BYTES_PER_NUMBER, dtype)) {
    const types = Object.keys(BYTES_PER_NUMBER).join(', ');
    throw formatError(path, `numbers of type ${types}`, `tensor "${name}" has type ${dtype}`);
  }
  const type = dtype as NumberType;
  if (end - from !== count * BYTES_PER_NUMBER[type]) {
    const found = `tensor "${name}" of shape [${shape.join(', ')}] has ${end - from} bytes`;
    throw formatError(path, 'as many bytes as the shape says', found);
  }
  return readNumbers(file, { type, position: start + from, count }, signal);
}

function idsOf(path: string, { metadata }: SafetensorsHeader): string[] {
  const text = metadata[IDS];
  if (text !== undefined) return parseIds(text, path);
  const found =
    'there is none. Write save_file(tensors, path, metadata={"ids": json.dumps(ids)}), or give the option "ids"';
  throw formatError(path, 'a JSON list of ids as the metadata entry "ids"', found);
}

function list({ tensors }: SafetensorsHeader): string {
  const names = [...tensors.keys()].slice(0, 10).map((name) => `"${name}"`);
  return tensors.size === 0 ? 'no tensors' : `${tensors.size} tensors: ${names.join(', ')}`;
}
