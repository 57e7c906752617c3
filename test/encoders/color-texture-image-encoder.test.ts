import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { BLOCK_NAMES } from '../../src/encoders/color-texture/blocks.js';
import {
  COLOR_TEXTURE_DEFAULTS,
  ColorTextureImageEncoder,
} from '../../src/encoders/color-texture-image-encoder.js';
import { imageEncoderConformance } from '../../src/testing/image-encoder-conformance.js';

function picture(width: number, height: number, background: string) {
  return sharp({ create: { width, height, channels: 3, background } });
}

describe('ColorTextureImageEncoder keeps the contract', () => {
  const checks = imageEncoderConformance(() => new ColorTextureImageEncoder(), {
    makeOther: () => new ColorTextureImageEncoder({ blocks: ['overall'] }),
    honoursAbort: true,
  });
  for (const check of checks) it(check.name, () => check.run());
});

describe('ColorTextureImageEncoder', () => {
  it('puts the blocks side by side in a fixed order', async () => {
    const image = await picture(40, 20, 'red').png().toBuffer();
    const encode = async (blocks?: typeof BLOCK_NAMES) => {
      const encoder = new ColorTextureImageEncoder({ blocks });
      const { data, rows, dimensions } = await encoder.encode([image]);
      expect([rows, dimensions, data.length]).toEqual([1, encoder.dimensions, encoder.dimensions]);
      return [...data];
    };
    const whole = await encode();
    expect(whole).toHaveLength(258);
    const parts = await Promise.all(BLOCK_NAMES.map((block) => encode([block])));
    expect(parts.flat()).toEqual(whole);
    expect(await encode(['overall', 'colorHistogram'])).toEqual([...parts[0]!, ...parts[5]!]);
  });

  it('sees the original proportions, EXIF orientation included', async () => {
    const encoder = new ColorTextureImageEncoder({ blocks: ['overall'] });
    const lying = picture(80, 40, 'blue').jpeg();
    const turned = await sharp(await lying.toBuffer())
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { data } = await encoder.encode([await lying.toBuffer(), turned]);
    expect(data[5]).toBe(0.5);
    expect(data[11]).toBe(-0.5);
  });

  it('depends on what is to be seen, not on the format of the file', async () => {
    const encoder = new ColorTextureImageEncoder();
    const image = picture(66, 66, '#3080c0');
    const { data } = await encoder.encode([
      await image.clone().png().toBuffer(),
      await image.clone().webp({ lossless: true }).toBuffer(),
    ]);
    expect([...data.slice(258)]).toEqual([...data.slice(0, 258)]);
  });

  it('rejects bytes that are no picture', async () => {
    const run = new ColorTextureImageEncoder().encode([Buffer.from('no picture')]);
    await expect(run).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  it('stops when its signal has fired', async () => {
    const image = await picture(4, 4, 'red').png().toBuffer();
    const run = new ColorTextureImageEncoder().encode([image], { signal: AbortSignal.abort() });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('refuses blocks that do not exist', () => {
    for (const blocks of [[], ['colours'], 'overall']) {
      expect(() => new ColorTextureImageEncoder({ blocks: blocks as never })).toThrow(
        expect.objectContaining({ code: 'INVALID_OPTIONS' }),
      );
    }
  });

  it('can be made again from its configuration', () => {
    const encoder = new ColorTextureImageEncoder({ blocks: ['foreground', 'overall'] });
    const copy = new ColorTextureImageEncoder(JSON.parse(JSON.stringify(encoder.config())));
    expect(copy.fingerprint).toBe(encoder.fingerprint);
    expect(new ColorTextureImageEncoder().config()).toEqual(COLOR_TEXTURE_DEFAULTS);
    expect(new ColorTextureImageEncoder().fingerprint).not.toBe(encoder.fingerprint);
  });
});
