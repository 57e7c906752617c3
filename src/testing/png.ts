import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const COLOUR_TYPE: Readonly<Record<PngChannels, number>> = { 1: 0, 2: 4, 3: 2, 4: 6 };

/** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
export type PngChannels = 1 | 2 | 3 | 4;

/**
 * An 8-bit PNG file, so that tests need neither an image library nor files. `pixel` gives the channels (0 to 255) of
 * one pixel. Format: W3C Portable Network Graphics Specification; every scan line has filter type 0.
 */
export function encodePng(
  width: number,
  height: number,
  channels: PngChannels,
  pixel: (x: number, y: number) => readonly number[],
): Uint8Array {
  const stride = width * channels + 1;
  const lines = new Uint8Array(height * stride);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines.set(pixel(x, y), y * stride + 1 + x * channels);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, COLOUR_TYPE[channels], 0, 0, 0], 8);
  const file = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array()),
  ]);
  return Uint8Array.from(file);
}

function chunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
