import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { centerCrop, resizeAndCrop } from '../../src/images/preprocess.js';

/** A picture whose red is the column and whose green is the row. */
function ramp(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    data[pixel * 3] = pixel % width;
    data[pixel * 3 + 1] = Math.floor(pixel / width);
  }
  return { data, width, height };
}

const red = (image: { data: Uint8Array }) =>
  Array.from(image.data).filter((_value, index) => index % 3 === 0);

async function png(width: number, height: number): Promise<Uint8Array> {
  const { data } = ramp(width, height);
  return new Uint8Array(
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
  );
}

describe('centerCrop', () => {
  it('cuts the middle; of an odd margin the smaller part is cut at the left and top', () => {
    const { data, width, height } = centerCrop(ramp(7, 6), { width: 4, height: 3 });
    expect([width, height]).toEqual([4, 3]);
    expect(Array.from(data.subarray(0, 6))).toEqual([1, 1, 0, 2, 1, 0]);
    expect(red({ data })).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
  });

  it('adds black where the picture is smaller', () => {
    const { data } = centerCrop(ramp(2, 1), { width: 4, height: 3 });
    expect(red({ data })).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  it('adds in one direction and cuts in the other', () => {
    const { data } = centerCrop(ramp(6, 1), { width: 2, height: 3 });
    expect(red({ data })).toEqual([0, 0, 2, 3, 0, 0]);
  });
});

describe('resizeAndCrop', () => {
  it('changes no pixel when nothing is to be done', async () => {
    const image = await resizeAndCrop(await png(9, 5), { size: 5, crop: null, kernel: 'cubic' });
    expect(image).toEqual({ ...ramp(9, 5), data: expect.anything() });
    expect(Buffer.compare(image.data, ramp(9, 5).data)).toBe(0);
  });

  it.each([
    [40, 30, 20, { width: 26, height: 20 }],
    [30, 40, 20, { width: 20, height: 26 }],
    [30, 30, 20, { width: 20, height: 20 }],
  ])('%i x %i with a shorter side of %i', async (width, height, size, frame) => {
    expect(
      await resizeAndCrop(await png(width, height), { size, crop: null, kernel: 'linear' }),
    ).toMatchObject(frame);
  });

  it('stretches to a frame, keeps the size for null, and crops', async () => {
    const bytes = await png(40, 30);
    const frame = { width: 8, height: 16 };
    expect(await resizeAndCrop(bytes, { size: frame, crop: null, kernel: 'cubic' })).toMatchObject(frame);
    expect(await resizeAndCrop(bytes, { size: null, crop: null, kernel: 'cubic' })).toMatchObject({
      width: 40,
    });
    expect(await resizeAndCrop(bytes, { size: 20, crop: frame, kernel: 'cubic' })).toMatchObject(frame);
  });

  it('refuses what is no image', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    for (const size of [20, null, { width: 3, height: 3 }]) {
      await expect(resizeAndCrop(bytes, { size, crop: null, kernel: 'cubic' })).rejects.toMatchObject({
        code: 'IMAGE_UNREADABLE',
      });
    }
  });
});
