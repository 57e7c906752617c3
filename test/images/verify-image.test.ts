import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { verifyImage } from '../../src/images/verify-image.js';
import { jpeg, plain, png } from './pictures.js';

const limits = { maxBytes: 1_000_000, maxPixels: 100_000 };
const part = (bytes: Buffer, share: number) => bytes.subarray(0, Math.floor(bytes.length * share));

describe('verifyImage', () => {
  it.each<[string, () => Promise<Buffer>]>([
    ['JPEG', () => jpeg(1, 50)],
    ['PNG', () => png(1, 50)],
    ['WebP', () => plain({ r: 1, g: 2, b: 3 }, 50, 50).webp().toBuffer()],
    ['GIF', () => plain({ r: 1, g: 2, b: 3 }, 50, 50).gif().toBuffer()],
    ['TIFF', () => plain({ r: 1, g: 2, b: 3 }, 50, 50).tiff().toBuffer()],
    ['AVIF', () => plain({ r: 1, g: 2, b: 3 }, 50, 50).avif().toBuffer()],
    ['CMYK JPEG', () => plain({ r: 1, g: 2, b: 3 }, 50, 50).toColourspace('cmyk').jpeg().toBuffer()],
  ])('accepts a whole %s and counts its pixels', async (_format, encode) => {
    expect(await verifyImage(await encode(), limits)).toBe(2500);
  });

  it('counts the pixels of one frame of an animation', async () => {
    const frame = await plain({ r: 1, g: 2, b: 3 }).png().toBuffer();
    const other = await plain({ r: 9, g: 9, b: 9 }).png().toBuffer();
    const bytes = await sharp([frame, other], { join: { animated: true } })
      .gif()
      .toBuffer();
    expect(await verifyImage(bytes, limits)).toBe(64);
  });

  const shares = [0.01, 0.3, 0.7, 0.95];
  const formats = {
    JPEG: () => jpeg(2, 120),
    'progressive JPEG': async () =>
      sharp(await png(2, 120))
        .jpeg({ progressive: true })
        .toBuffer(),
    PNG: () => png(2, 120),
    WebP: async () =>
      sharp(await png(2, 120))
        .webp()
        .toBuffer(),
  };
  it.each(
    Object.entries(formats).flatMap(([name, encode]) => shares.map((share) => ({ name, encode, share }))),
  )('finds a $name cut at $share of its length', async ({ encode, share }) => {
    await expect(verifyImage(part(await encode(), share), limits)).rejects.toMatchObject({
      reason: 'TRUNCATED',
    });
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /0 bytes \(empty\)/],
    ['a web page', Buffer.from('<!doctype html><title>Sign in</title>'), /begin with "<!doctype html>/],
    ['noise', Uint8Array.from({ length: 300 }, (_, i) => (i * 89 + 31) % 256), /300 bytes/],
    [
      'a drawing',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      /svg is not/,
    ],
  ])('refuses %s', async (_name, bytes, message) => {
    await expect(verifyImage(bytes, limits)).rejects.toMatchObject({
      reason: 'NOT_AN_IMAGE',
      message: expect.stringMatching(message),
      temporary: false,
    });
  });

  it('holds to the limits of bytes and pixels, exactly', async () => {
    const bytes = await png(3, 100);
    expect(await verifyImage(bytes, { maxBytes: bytes.length, maxPixels: 10_000 })).toBe(10_000);
    await expect(verifyImage(bytes, { ...limits, maxPixels: 9_999 })).rejects.toMatchObject({
      reason: 'TOO_MANY_PIXELS',
    });
    await expect(verifyImage(bytes, { ...limits, maxBytes: bytes.length - 1 })).rejects.toMatchObject({
      reason: 'TOO_LARGE',
    });
  });

  it('refuses strips that no model could be shown', async () => {
    const strip = (width: number) => plain({ r: 1, g: 2, b: 3 }, width, 1).png().toBuffer();
    expect(await verifyImage(await strip(100), limits)).toBe(100);
    await expect(verifyImage(await strip(101), limits)).rejects.toMatchObject({
      reason: 'EXTREME_PROPORTIONS',
    });
  });

  it('refuses a decompression bomb by its header, without decoding it', async () => {
    const bomb = Buffer.from(await png(4, 8));
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    await expect(verifyImage(bomb, { ...limits, maxPixels: 50_000_000 })).rejects.toMatchObject({
      reason: 'TOO_MANY_PIXELS',
      message: expect.stringContaining('3600000000 pixels'),
    });
  });
});
