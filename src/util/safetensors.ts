/** Longest header that readers of the format accept. */
export const SAFETENSORS_HEADER_LIMIT = 100_000_000;

/** One tensor of a file: its type, its shape, and its bytes counted from the end of the header. */
export interface TensorEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** What a safetensors header says. */
export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** A tensor to write. */
export interface Float32Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The header as JSON -> its entries, each checked to lie within the `dataBytes` that follow. Raises a plain `Error`:
 * what a damaged file means is for the caller to say.
 *
 * @see https://huggingface.co/docs/safetensors for the format
 */
export function parseSafetensorsHeader(json: string, dataBytes: number): SafetensorsHeader {
  const parsed = JSON.parse(json) as Record<string, unknown>;
  const tensors = new Map<string, TensorEntry>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets } = value as Record<string, unknown>;
    const [start, end] = Array.isArray(data_offsets) ? (data_offsets as unknown[]) : [];
    const isInside = isCount(start) && isCount(end) && start <= end && end <= dataBytes;
    if (!isInside) throw new Error(`tensor "${name}" lies outside the file`);
    if (typeof dtype !== 'string' || !Array.isArray(shape) || !shape.every(isCount)) {
      throw new Error(`tensor "${name}" has no type or shape`);
    }
    tensors.set(name, { dtype, shape, start, end });
  }
  return { metadata: (parsed.__metadata__ ?? {}) as Record<string, string>, tensors };
}

/** Everything that comes before the numbers: length (8 bytes, little endian) and header. */
export function safetensorsHead(
  metadata: Readonly<Record<string, string>>,
  tensors: readonly Float32Tensor[],
): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    offset += data.byteLength;
  }
  const text = JSON.stringify(header);
  // Padding the header keeps the numbers aligned, so that readers may map the file instead of copying it.
  const padded = Buffer.from(text + ' '.repeat((8 - (Buffer.byteLength(text) % 8)) % 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded]);
}

/** The bytes of a tensor's numbers, in the order of this machine (little endian wherever Node.js runs today). */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
