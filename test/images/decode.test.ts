import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeRgb } from '../../src/images/decode.js';
import { jpeg, plain } from './pictures.js';

const small = { width: 4, height: 4, fit: 'fill' } as const;
const first = (data: Uint8Array) => Array.from(data.subarray(0, 3));

describe('decodeRgb', () => {
  const grey = { r: 100, g: 100, b: 100 };
  const cases: [string, () => Promise<Buffer>, number[]][] = [
    ['PNG', () => plain({ r: 10, g: 20, b: 30 }).png().toBuffer(), [10, 20, 30]],
    ['lossless WebP', () => plain({ r: 10, g: 20, b: 30 }).webp({ lossless: true }).toBuffer(), [10, 20, 30]],
    ['GIF', () => plain({ r: 10, g: 20, b: 30 }).gif().toBuffer(), [10, 20, 30]],
    ['grey', () => plain(grey).greyscale().png().toBuffer(), [100, 100, 100]],
    ['grey JPEG', () => plain(grey).greyscale().jpeg().toBuffer(), [100, 100, 100]],
    ['16-bit grey', () => plain(grey).toColourspace('grey16').png().toBuffer(), [100, 100, 100]],
    [
      '16-bit colour',
      () => plain({ r: 100, g: 50, b: 9 }).toColourspace('rgb16').png().toBuffer(),
      [100, 50, 9],
    ],
    ['wholly transparent', () => plain({ r: 0, g: 0, b: 0, alpha: 0 }).png().toBuffer(), [255, 255, 255]],
    ['half transparent', () => plain({ r: 0, g: 0, b: 0, alpha: 0.5 }).png().toBuffer(), [127, 127, 127]],
  ];

  it.each(cases)('gives the pixels of a %s picture', async (_name, encode, expected) => {
    const image = await decodeRgb(await encode(), small);
    expect(image.data).toHaveLength(4 * 4 * 3);
    expect(first(image.data)).toEqual(expected);
  });

  it('converts CMYK to red, green and blue', async () => {
    const bytes = await plain({ r: 200, g: 30, b: 30 }).toColourspace('cmyk').jpeg().toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const [red = 0, green = 0, blue = 0] = first((await decodeRgb(bytes, small)).data);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(80);
  });

  it('applies the EXIF orientation', async () => {
    // Left half black, right half white; orientation 6 says: turn a quarter clockwise to view, so black comes on top.
    const pixels = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (Math.floor(i / 3) % 16 < 8 ? 0 : 255));
    const bytes = await sharp(pixels, { raw: { width: 16, height: 16, channels: 3 } })
      .withMetadata({ orientation: 6 })
      .png()
      .toBuffer();
    const { data } = await decodeRgb(bytes, { width: 2, height: 2, fit: 'fill', kernel: 'nearest' });
    expect([data[0], data[3], data[6], data[9]]).toEqual([0, 0, 255, 255]);
  });

  it('takes the first frame of an animation', async () => {
    const frames = [plain({ r: 200, g: 0, b: 0 }), plain({ r: 0, g: 200, b: 0 })];
    const bytes = await sharp(await Promise.all(frames.map((frame) => frame.png().toBuffer())), {
      join: { animated: true },
    })
      .gif()
      .toBuffer();
    expect((await sharp(bytes, { pages: -1 }).metadata()).pages).toBe(2);
    const image = await decodeRgb(bytes, small);
    expect(first(image.data)).toEqual([200, 0, 0]);
    expect([image.width, image.height]).toEqual([4, 4]);
  });

  it.each([
    ['cover', 6, 6],
    ['fill', 6, 6],
    ['inside', 6, 3],
  ] as const)('fits by %s', async (fit, width, height) => {
    const bytes = await plain({ r: 1, g: 2, b: 3 }, 40, 20).png().toBuffer();
    const image = await decodeRgb(bytes, { width: 6, height: 6, fit });
    expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 3]);
  });

  it('crops around the centre', async () => {
    const pixels = Uint8Array.from({ length: 30 * 10 * 3 }, (_, i) =>
      Math.floor(i / 30) % 3 === 1 ? 255 : 0,
    );
    const bytes = await sharp(pixels, { raw: { width: 30, height: 10, channels: 3 } })
      .png()
      .toBuffer();
    const { data } = await decodeRgb(bytes, { width: 10, height: 10, fit: 'cover' });
    expect(Math.min(...data)).toBe(255);
  });

  it.each<[string, () => Promise<Uint8Array> | Uint8Array]>([
    ['nothing', () => new Uint8Array()],
    ['a text', () => Buffer.from('this is a text file')],
    ['half a JPEG', async () => (await jpeg(1, 64)).subarray(0, 1500)],
  ])('refuses %s', async (_name, content) => {
    await expect(decodeRgb(await content(), small)).rejects.toMatchObject({
      name: 'RecommenderError',
      code: 'IMAGE_UNREADABLE',
      data: { reason: 'NOT_AN_IMAGE' },
    });
  });
});
