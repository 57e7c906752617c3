import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { RESAMPLE_KERNELS, type ResampleKernel } from '../../../src/images/resample/filters.js';
import { neededWindow, resample, type SourcePicture } from '../../../src/images/resample/resample.js';

const { pictures, resizes } = JSON.parse(
  readFileSync(new URL('../../fixtures/images/resize.json', import.meta.url), 'utf8'),
) as {
  pictures: Record<string, string>;
  resizes: { picture: string; width: number; height: number; kernel: ResampleKernel; sha256: string }[];
};

async function open(name: string): Promise<SourcePicture> {
  const { data, info } = await sharp(Buffer.from(pictures[name]!, 'base64'))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { data, width, height, window: { left: 0, top: 0, width, height } };
}

const whole = (width: number, height: number) => ({
  width,
  height,
  columns: { start: 0, length: width },
  rows: { start: 0, length: height },
});

/** Rows and columns cut out of finished pixels. */
function cut(data: Uint8Array, width: number, left: number, top: number, columns: number, rows: number) {
  const lines = Array.from({ length: rows }, (_, row) => {
    const start = ((top + row) * width + left) * 3;
    return data.subarray(start, start + columns * 3);
  });
  return Buffer.concat(lines);
}

describe("what Pillow's filters give", () => {
  it.each(Object.keys(pictures))('is given bit for bit: %s', async (name) => {
    const picture = await open(name);
    const cases = resizes.filter((one) => one.picture === name);
    expect(new Set(cases.map(({ kernel }) => kernel)).size).toBe(6);
    const different = cases.filter(({ width, height, kernel, sha256 }) => {
      const { data } = resample(picture, whole(width, height), kernel);
      return createHash('sha256').update(data).digest('hex') !== sha256;
    });
    expect(different).toEqual([]);
  });
});

describe('a part', () => {
  it.each(RESAMPLE_KERNELS)('has the pixels that the whole has there (%s)', async (kernel) => {
    const picture = await open('edges');
    for (const [width, height] of [
      [40, 30],
      [64, 90],
      [150, 50],
      [64, 50],
    ] as const) {
      const all = resample(picture, whole(width, height), kernel).data;
      const target = {
        ...whole(width, height),
        columns: { start: 7, length: 21 },
        rows: { start: 11, length: 13 },
      };
      const part = resample(picture, target, kernel);
      expect([part.width, part.height]).toEqual([21, 13]);
      expect(Buffer.compare(part.data, cut(all, width, 7, 11, 21, 13))).toBe(0);

      const window = neededWindow(picture, target, kernel);
      const { left, top } = window;
      const data = cut(picture.data, picture.width, left, top, window.width, window.height);
      const fromPart = resample({ ...picture, data, window }, target, kernel);
      expect(Buffer.compare(fromPart.data, part.data)).toBe(0);
    }
  });

  it('of a picture that is to be very long is computed without the rest', () => {
    const picture = { data: new Uint8Array(300).fill(9), width: 1, height: 100 };
    const target = { ...whole(256, 25_600), rows: { start: 12_688, length: 224 } };
    const window = { left: 0, top: 0, width: 1, height: 100 };
    const { data } = resample({ ...picture, window }, target, 'cubic');
    expect(data).toHaveLength(256 * 224 * 3);
    expect(new Set(data)).toEqual(new Set([9]));
  });
});

describe('pictures of many sizes in turn', () => {
  it('do not leave traces in one another', async () => {
    const picture = await open('photo');
    const once = resample(picture, whole(24, 24), 'lanczos3').data;
    const large = new Uint8Array(1500 * 900 * 3).fill(255);
    const window = { left: 0, top: 0, width: 1500, height: 900 };
    const white = resample(
      { data: large, width: 1500, height: 900, window },
      whole(300, 200),
      'lanczos3',
    ).data;
    expect(new Set(white)).toEqual(new Set([255]));
    expect(Buffer.compare(resample(picture, whole(24, 24), 'lanczos3').data, once)).toBe(0);
  });
});

describe('filters that Pillow has no name for', () => {
  it.each(['mitchell', 'lanczos2'] as const)(
    '%s keeps plain colours and shrinks a ramp to a ramp',
    (kernel) => {
      const data = Uint8Array.from({ length: 64 * 3 }, (_, index) => Math.floor(index / 3) * 4);
      const window = { left: 0, top: 0, width: 64, height: 1 };
      const made = resample({ data, width: 64, height: 1, window }, whole(16, 1), kernel).data;
      const reds = Array.from({ length: 16 }, (_, column) => made[column * 3]!);
      reds.slice(2, -2).forEach((red, index) => {
        expect(Math.abs(red - ((index + 2) * 16 + 6))).toBeLessThanOrEqual(1);
      });
    },
  );
});
