import { RecommenderError } from '../errors.js';
import type { JsonObject, PluginState } from '../types.js';

/** Key under which the state's JSON part travels in the header's metadata. */
const JSON_KEY = 'json';
const HEADER_LIMIT = 100_000_000;

interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * A plug-in's state as a safetensors file: length of the header (8 bytes, little endian), header as JSON, then the
 * numbers. Any safetensors reader can open it; nothing in it can be executed.
 *
 * @see https://huggingface.co/docs/safetensors for the format
 */
export function encodeSafetensors(state: PluginState): Uint8Array {
  const arrays = Object.entries(state.arrays ?? {});
  const header: Record<string, unknown> = { __metadata__: { [JSON_KEY]: JSON.stringify(state.json) } };
  let offset = 0;
  for (const [name, array] of arrays) {
    header[name] = { dtype: 'F32', shape: [array.length], data_offsets: [offset, offset + array.byteLength] };
    offset += array.byteLength;
  }
  const text = JSON.stringify(header);
  // Padding the header keeps the numbers aligned, so that readers may map the file instead of copying it.
  const headerBytes = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const file = Buffer.alloc(8 + headerBytes.length + offset);
  file.writeBigUInt64LE(BigInt(headerBytes.length), 0);
  headerBytes.copy(file, 8);
  let position = 8 + headerBytes.length;
  for (const [, array] of arrays) {
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), position);
    position += array.byteLength;
  }
  return file;
}

/** The inverse of {@link encodeSafetensors}. Raises `SAVE_CORRUPT` for anything that is not such a file. */
export function decodeSafetensors(file: Uint8Array, name: string): PluginState {
  try {
    return decode(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  } catch (cause) {
    throw new RecommenderError(
      'SAVE_CORRUPT',
      `${name}: expected a safetensors file, but it cannot be read (${(cause as Error).message}). Save the model again.`,
      { cause, data: { file: name } },
    );
  }
}

function decode(file: Buffer): PluginState {
  const headerLength = Number(file.readBigUInt64LE(0));
  if (headerLength > HEADER_LIMIT || 8 + headerLength > file.length)
    throw new Error('header length out of bounds');
  const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength)) as Record<string, unknown>;
  const metadata = header.__metadata__ as Record<string, string> | undefined;
  const start = 8 + headerLength;
  const arrays: Record<string, Float32Array> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const entry = value as TensorEntry;
    const [from, to] = entry.data_offsets;
    if (entry.dtype !== 'F32') throw new Error(`tensor "${name}" has type ${entry.dtype}, not F32`);
    if (!(from >= 0 && to >= from && start + to <= file.length && (to - from) % 4 === 0)) {
      throw new Error(`tensor "${name}" lies outside the file`);
    }
    // Copied, because a typed array must start at a multiple of four bytes.
    arrays[name] = new Float32Array(new Uint8Array(file.subarray(start + from, start + to)).buffer);
  }
  return { json: JSON.parse(metadata?.[JSON_KEY] ?? '{}') as JsonObject, arrays };
}
