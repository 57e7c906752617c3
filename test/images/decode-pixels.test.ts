import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { resizeAndCrop } from '../../src/images/preprocess.js';
import { plain } from './pictures.js';

const { orientations } = JSON.parse(
  readFileSync(new URL('../fixtures/images/resize.json', import.meta.url), 'utf8'),
) as {
  orientations: { orientation: number; jpeg: string; width: number; height: number; sha256: string }[];
};

const asIs = { size: null, crop: null, kernel: 'linear' } as const;
const red = { r: 200, g: 60, b: 30 };

async function firstPixel(picture: Sharp | Promise<Buffer>): Promise<number[]> {
  const bytes = await ('toBuffer' in picture ? picture.toBuffer() : picture);
  const { data } = await resizeAndCrop(bytes, asIs);
  expect(data).toHaveLength(8 * 8 * 3);
  return Array.from(data.subarray(0, 3));
}

/** Noise, so that nothing can be guessed from what lies beside it. */
function noise(width: number, height: number): Sharp {
  const data = new Uint8Array(width * height * 3);
  let state = 7;
  for (let index = 0; index < data.length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[index] = state >>> 24;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

describe('EXIF orientation', () => {
  it.each(orientations)(
    '$orientation is seen as Pillow turns it',
    async ({ jpeg, width, height, sha256 }) => {
      const image = await resizeAndCrop(Buffer.from(jpeg, 'base64'), asIs);
      expect([image.width, image.height]).toEqual([width, height]);
      expect(createHash('sha256').update(image.data).digest('hex')).toBe(sha256);
    },
  );
});

describe('colours', () => {
  it.each<[string, () => Sharp, number[]]>([
    ['a profile of sRGB', () => plain(red).withIccProfile('srgb').png(), [200, 60, 30]],
    ['Display P3', () => plain(red).withIccProfile('p3').png(), [200, 60, 30]],
    [
      'Display P3 with 16 bits',
      () => plain(red).toColourspace('rgb16').withIccProfile('p3').png(),
      [200, 60, 30],
    ],
    ['16 bits', () => plain(red).toColourspace('rgb16').png(), [200, 60, 30]],
    ['16 bits of grey', () => plain({ r: 90, g: 90, b: 90 }).toColourspace('grey16').png(), [90, 90, 90]],
    ['a palette', () => plain(red).png({ palette: true }), [200, 60, 30]],
  ])('%s', async (_name, picture, expected) => {
    const found = await firstPixel(picture());
    found.forEach((value, channel) => {
      expect(Math.abs(value - expected[channel]!)).toBeLessThanOrEqual(1);
    });
  });

  it('of a profile of sRGB are not touched at all', async () => {
    const pixels = await noise(16, 16).png().toBuffer();
    const tagged = await noise(16, 16).withIccProfile('srgb').png().toBuffer();
    expect((await sharp(tagged).metadata()).icc).toBeDefined();
    const [plainly, withProfile] = await Promise.all([pixels, tagged].map((one) => resizeAndCrop(one, asIs)));
    expect(Buffer.compare(plainly!.data, withProfile!.data)).toBe(0);
  });

  it('of CMYK are those that browsers show; with a profile those of the profile', async () => {
    const ink = sharp(Buffer.alloc(8 * 8 * 3, 0), { raw: { width: 8, height: 8, channels: 3 } });
    const [black = 1] = await firstPixel(ink.toColourspace('cmyk').jpeg());
    expect(black).toBeLessThan(60);
    const jpeg = await plain(red).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const { data: raw } = await sharp(jpeg)
      .pipelineColourspace('cmyk')
      .toColourspace('cmyk')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const light = 255 - raw[3]!;
    const shown = [0, 1, 2].map((channel) => Math.round(light * (1 - raw[channel]! / 255)));
    expect(await firstPixel(Promise.resolve(jpeg))).toEqual(shown);

    const tagged = plain(red).toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 100 });
    (await firstPixel(tagged)).forEach((value, channel) => {
      expect(Math.abs(value - [200, 60, 30][channel]!)).toBeLessThan(12);
    });
  });

  it('of transparent pictures lie on white, rounded to the nearest', async () => {
    const fade = Uint8Array.from({ length: 256 * 4 }, (_, index) => (index % 4 === 3 ? index >> 2 : 40));
    const png = await sharp(fade, { raw: { width: 256, height: 1, channels: 4 } })
      .png()
      .toBuffer();
    const { data } = await resizeAndCrop(png, asIs);
    for (let alpha = 0; alpha < 256; alpha++) {
      const exact = (40 * alpha + 255 * (255 - alpha)) / 255;
      expect(Math.abs(data[alpha * 3]! - exact)).toBeLessThanOrEqual(0.5);
    }
  });
});

describe('a file that is cut short', () => {
  const formats: [string, (picture: Sharp) => Sharp][] = [
    ['JPEG', (picture) => picture.jpeg()],
    ['progressive JPEG', (picture) => picture.jpeg({ progressive: true })],
    ['PNG', (picture) => picture.png()],
    ['WebP', (picture) => picture.webp()],
    ['GIF', (picture) => picture.gif({ effort: 1 })],
    ['TIFF', (picture) => picture.tiff()],
  ];

  // The last rows lie outside of the crop, and the large picture is reduced by the decoder.
  it.each(formats)('is refused: %s', async (_name, encode) => {
    for (const [width, height] of [
      [60, 90],
      [800, 1100],
    ] as const) {
      const bytes = await encode(noise(width, height)).toBuffer();
      for (const part of [0.5, 0.97]) {
        const cut = bytes.subarray(0, Math.floor(bytes.length * part));
        for (const size of [48, { width: 48, height: 48 }]) {
          for (const shrinkOnLoad of [true, false]) {
            const options = { size, crop: { width: 40, height: 40 }, kernel: 'cubic', shrinkOnLoad } as const;
            await expect(resizeAndCrop(cut, options), `${width} ${part}`).rejects.toMatchObject({
              code: 'IMAGE_UNREADABLE',
            });
          }
        }
      }
    }
  });

  it('is refused when it is too large to be held whole', async () => {
    const strip = await noise(40, 20_000).resize(1200, 20_000).png({ compressionLevel: 1 }).toBuffer();
    const options = { size: null, crop: { width: 24, height: 24 }, kernel: 'linear' } as const;
    expect((await resizeAndCrop(strip, options)).data).toHaveLength(24 * 24 * 3);
    const cut = strip.subarray(0, Math.floor(strip.length * 0.98));
    await expect(resizeAndCrop(cut, options)).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });
});

describe('size', () => {
  it('of one pixel becomes a plain picture', async () => {
    const bytes = await plain({ r: 10, g: 200, b: 90 }, 1, 1).png().toBuffer();
    const { data } = await resizeAndCrop(bytes, {
      size: 32,
      crop: { width: 24, height: 24 },
      kernel: 'cubic',
    });
    expect(data).toHaveLength(24 * 24 * 3);
    expect(new Set(data)).toEqual(new Set([10, 200, 90]));
  });

  it('of a strip costs no more than its middle', async () => {
    const bytes = await plain({ r: 10, g: 200, b: 90 }, 3, 9000).png().toBuffer();
    const options = { size: 256, crop: { width: 224, height: 224 }, kernel: 'cubic' } as const;
    const before = process.memoryUsage.rss();
    const { data } = await resizeAndCrop(bytes, options);
    expect(new Set(data)).toEqual(new Set([10, 200, 90]));
    // The whole of it would have 256 x 768,000 pixels.
    expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 2 ** 20);
  });

  it.each(['jpeg', 'png'] as const)(
    'far above the target: nearly what exact resampling gives (%s)',
    async (format) => {
      const small = noise(24, 18).resize(1200, 900, { kernel: 'cubic' });
      const bytes = await small[format]().toBuffer();
      const { data: pixels, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      const frame = { width: 80, height: 60 };
      const reduced = await resizeAndCrop(bytes, {
        size: frame,
        crop: null,
        kernel: 'cubic',
        shrinkOnLoad: true,
      });
      const { resample } = await import('../../src/images/resample/resample.js');
      const window = { left: 0, top: 0, width: info.width, height: info.height };
      const target = {
        ...frame,
        columns: { start: 0, length: frame.width },
        rows: { start: 0, length: frame.height },
      };
      const exact = resample(
        { data: pixels, width: info.width, height: info.height, window },
        target,
        'cubic',
      );
      const unreduced = { size: frame, crop: null, kernel: 'cubic' } as const;
      expect(Buffer.compare((await resizeAndCrop(bytes, unreduced)).data, exact.data)).toBe(0);
      const gaps = Array.from(exact.data, (value, index) => Math.abs(value - reduced.data[index]!));
      expect(Math.max(...gaps)).toBeGreaterThan(0);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(4);
      expect(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length).toBeLessThan(0.6);
    },
  );
});
