import type { FileHandle } from 'node:fs/promises';
import { throwIfAborted } from '../util/abort.js';
import { bytesOf } from '../util/safetensors.js';

/** Number types of tensors, by their name in safetensors. */
export type NumberType = 'F16' | 'BF16' | 'F32' | 'F64';

/** Bytes of one number. */
export const BYTES_PER_NUMBER: Readonly<Record<NumberType, number>> = Object.freeze({
  F16: 2,
  BF16: 2,
  F32: 4,
  F64: 8,
});

const BYTES_AT_ONCE = 1 << 24;

/** A run of numbers in a file. */
export interface NumberRange {
  readonly type: NumberType;
  /** Byte at which it begins. */
  readonly position: number;
  readonly count: number;
}

/** Reads a run of little-endian numbers into a Float32Array, some megabytes at a time: the file is never in memory twice. */
export async function readNumbers(
  file: FileHandle,
  { type, position, count }: NumberRange,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const target = new Float32Array(count);
  const size = BYTES_PER_NUMBER[type];
  const atOnce = BYTES_AT_ONCE / size;
  const buffer = new Uint8Array(Math.min(BYTES_AT_ONCE, count * size));
  for (let first = 0; first < count; first += atOnce) {
    throwIfAborted(signal);
    const part = target.subarray(first, Math.min(first + atOnce, count));
    // Numbers that are in the wanted form already go straight to their place.
    const bytes = type === 'F32' ? bytesOf(part) : buffer.subarray(0, part.length * size);
    await readExactly(file, bytes, position + first * size);
    if (type !== 'F32') DECODERS[type](bytes, part);
  }
  return target;
}

/** Fills `target` from a position of the file. Raises a plain `Error` when the file ends before. */
export async function readExactly(file: FileHandle, target: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < target.length) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) throw new Error(`it ends after ${position + done} bytes`);
    done += bytesRead;
  }
}

const DECODERS: Readonly<
  Record<Exclude<NumberType, 'F32'>, (bytes: Uint8Array, target: Float32Array) => void>
> = {
  F64: (bytes, target) => target.set(new Float64Array(bytes.buffer, bytes.byteOffset, target.length)),
  // A bfloat16 is the upper half of a float32.
  BF16: (bytes, target) => {
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, target.length);
    const bits = new Uint32Array(target.buffer, target.byteOffset, target.length);
    for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  },
  F16: (bytes, target) => {
    const halves = new Uint16Array(bytes.buffer, bytes.byteOffset, target.length);
    for (let i = 0; i < halves.length; i++) target[i] = fromHalf(halves[i]!);
  },
};

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
