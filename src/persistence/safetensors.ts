import { RecommenderError } from '../errors.js';
import type { JsonObject, PluginState } from '../types.js';
import {
  bytesOf,
  parseSafetensorsHeader,
  SAFETENSORS_HEADER_LIMIT,
  safetensorsHead,
} from '../util/safetensors.js';

/** Key under which the state's JSON part travels in the header's metadata. */
const JSON_KEY = 'json';

/** A plug-in's state as a safetensors file. Any safetensors reader can open it; nothing in it can be executed. */
export function encodeSafetensors(state: PluginState): Uint8Array {
  const tensors = Object.entries(state.arrays ?? {}).map(([name, data]) => ({
    name,
    shape: [data.length],
    data,
  }));
  const head = safetensorsHead({ [JSON_KEY]: JSON.stringify(state.json) }, tensors);
  return Buffer.concat([head, ...tensors.map(({ data }) => bytesOf(data))]);
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
  if (headerLength > SAFETENSORS_HEADER_LIMIT || 8 + headerLength > file.length)
    throw new Error('header length out of bounds');
  const numbers = file.subarray(8 + headerLength);
  const header = file.toString('utf8', 8, 8 + headerLength);
  const { metadata, tensors } = parseSafetensorsHeader(header, numbers.length);
  const arrays: Record<string, Float32Array> = {};
  for (const [name, { dtype, start, end }] of tensors) {
    if (dtype !== 'F32') throw new Error(`tensor "${name}" has type ${dtype}, not F32`);
    if ((end - start) % 4 !== 0) throw new Error(`tensor "${name}" is cut`);
    // Copied, because a typed array must start at a multiple of four bytes.
    arrays[name] = new Float32Array(new Uint8Array(numbers.subarray(start, end)).buffer);
  }
  return { json: JSON.parse(metadata[JSON_KEY] ?? '{}') as JsonObject, arrays };
}
