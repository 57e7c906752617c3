import { crc32 } from 'node:zlib';

// "MRV1", number of values, CRC-32 of the values; then the values, Float32 little-endian.
const MAGIC = 0x3156524d;
const HEADER_BYTES = 12;
const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** A vector as bytes that say how many there must be and what they add up to. */
export function encodeVector(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + vector.length * 4);
  if (LITTLE_ENDIAN) {
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength), HEADER_BYTES);
  } else {
    for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, HEADER_BYTES + index * 4);
  }
  bytes.writeUInt32LE(MAGIC, 0);
  bytes.writeUInt32LE(vector.length, 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(HEADER_BYTES)), 8);
  return bytes;
}

/** The inverse; undefined when the bytes are cut short, altered or not a vector at all. */
export function decodeVector(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.length < HEADER_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(4, true);
  if (view.getUint32(0, true) !== MAGIC || bytes.length !== HEADER_BYTES + length * 4) return undefined;
  if (view.getUint32(8, true) !== crc32(bytes.subarray(HEADER_BYTES))) return undefined;
  const vector = new Float32Array(length);
  if (LITTLE_ENDIAN) new Uint8Array(vector.buffer).set(bytes.subarray(HEADER_BYTES));
  else for (const index of vector.keys()) vector[index] = view.getFloat32(HEADER_BYTES + index * 4, true);
  return vector;
}
