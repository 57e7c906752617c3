import { inflateSync } from 'node:zlib';
import type { EncodeOptions, ImageEncoder } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { EmbeddingMatrix, JsonObject } from '../../types.js';

const PNG = [0x89, 0x50, 0x4e, 0x47];
const JPEG = [0xff, 0xd8, 0xff];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/**
 * An image encoder for tests, without an image library: mean of the red, green and blue channel (0 to 1) of the PNG
 * files that `encodePng` writes, and the share of the file's bytes in five ranges for any other PNG or JPEG.
 */
export class FakeImageEncoder implements ImageEncoder {
  readonly specVersion = 1;
  readonly name = 'FakeImageEncoder';
  readonly dimensions = 8;
  readonly fingerprint = 'fake-image:8';

  async encode(images: readonly Uint8Array[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    if (signal?.aborted) throw new RecommenderError('ABORTED', 'The call was aborted by its signal.');
    const data = new Float32Array(images.length * this.dimensions);
    for (const [row, image] of images.entries()) {
      const vector = startsWith(image, PNG) ? meanColour(image) : byteShares(image);
      data.set(vector, row * this.dimensions);
    }
    return { data, rows: images.length, dimensions: this.dimensions };
  }

  config(): JsonObject {
    return {};
  }
}

function startsWith(file: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => file[index] === byte);
}

function meanColour(file: Uint8Array): number[] {
  const bytes = Buffer.from(file);
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const channels = CHANNELS[bytes[25] ?? -1];
  const data = bytes.indexOf('IDAT', 0, 'latin1');
  if (channels === undefined || data < 0) return byteShares(file);
  const lines = inflateSync(bytes.subarray(data + 4, data + 4 + bytes.readUInt32BE(data - 4)));
  const sums = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * (width * channels + 1) + 1 + x * channels;
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (lines[at + (channels < 3 ? 0 : c)] ?? 0);
    }
  }
  return sums.map((sum) => sum / (255 * width * height));
}

function byteShares(file: Uint8Array): number[] {
  if (!startsWith(file, PNG) && !startsWith(file, JPEG)) {
    throw new RecommenderError(
      'IMAGE_UNREADABLE',
      `Expected a PNG or JPEG file, got ${file.length} other bytes.`,
    );
  }
  const counts = [0, 0, 0, 0, 0];
  for (const byte of file) counts[Math.floor((byte * 5) / 256)]! += 1 / file.length;
  return [0, 0, 0, ...counts];
}
