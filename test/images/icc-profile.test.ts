import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isSrgbProfile } from '../../src/images/icc-profile.js';
import { plain } from './pictures.js';

async function profile(name: string): Promise<Uint8Array> {
  const bytes = await plain({ r: 1, g: 2, b: 3 }).withIccProfile(name).png().toBuffer();
  return new Uint8Array((await sharp(bytes).metadata()).icc!);
}

/** A profile of sRGB's primaries whose tone curves are given as the bytes behind their type. */
function withCurve(curve: number[]): Uint8Array {
  const tags = ['rXYZ', 'gXYZ', 'bXYZ', 'rTRC', 'gTRC', 'bTRC'];
  const colours = [
    [0.43607, 0.22249, 0.01392],
    [0.38515, 0.71687, 0.09708],
    [0.14307, 0.06061, 0.7141],
  ];
  const made = new Uint8Array(132 + tags.length * 12 + 3 * 20 + curve.length);
  const view = new DataView(made.buffer);
  const write = (at: number, text: string) => made.set(Buffer.from(text, 'latin1'), at);
  view.setUint32(128, tags.length);
  const start = 132 + tags.length * 12;
  tags.forEach((tag, index) => {
    write(132 + index * 12, tag);
    view.setUint32(132 + index * 12 + 4, start + Math.min(index, 3) * 20);
  });
  colours.forEach((colour, index) => {
    write(start + index * 20, 'XYZ ');
    colour.forEach((value, axis) => {
      view.setInt32(start + index * 20 + 8 + axis * 4, Math.round(value * 65536));
    });
  });
  made.set(curve, start + 60);
  return made;
}

const bytesOf = (text: string) => [...Buffer.from(text, 'latin1')];
const sixteen = (value: number) => [value >> 8, value & 255];
const fixed = (value: number) => {
  const bits = Math.round(value * 65536);
  return [...sixteen(bits >> 16), ...sixteen(bits & 65535)];
};
const toLight = (drive: number) => (drive <= 0.04045 ? drive / 12.92 : ((drive + 0.055) / 1.055) ** 2.4);
const table = (count: number, light: (drive: number) => number) => [
  ...bytesOf('curv\0\0\0\0'),
  ...[0, 0, ...sixteen(count)],
  ...Array.from({ length: count }, (_, index) =>
    sixteen(Math.round(light(index / (count - 1)) * 65535)),
  ).flat(),
];
const parametric = (...values: number[]) => [
  ...bytesOf('para\0\0\0\0'),
  ...[0, 3, 0, 0],
  ...values.flatMap(fixed),
];

describe('isSrgbProfile', () => {
  it('knows the profiles that the decoder brings', async () => {
    expect(isSrgbProfile(await profile('srgb'))).toBe(true);
    expect(isSrgbProfile(await profile('p3'))).toBe(false);
    expect(isSrgbProfile(await profile('cmyk'))).toBe(false);
  });

  it.each<[string, number[], boolean]>([
    ['a table of 1024', table(1024, toLight), true],
    ['a table of 1025', table(1025, toLight), true],
    ["sRGB's formula", parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045), true],
    ['another formula', parametric(1.8, 1, 0, 1 / 12.92, 0.04045), false],
    ['a gamma of 2.2', [...bytesOf('curv\0\0\0\0'), 0, 0, 0, 1, ...sixteen(563)], false],
    ['light itself', [...bytesOf('curv\0\0\0\0'), 0, 0, 0, 0], false],
    ['a table of 1.8', table(256, (drive) => drive ** 1.8), false],
    ['an unknown type', bytesOf('what\0\0\0\0'), false],
  ])('judges tone curves: %s', (_name, curve, expected) => {
    expect(isSrgbProfile(withCurve(curve))).toBe(expected);
  });

  it.each([0, 100, 130, 140, 300])('takes no notice of %i bytes', async (length) => {
    expect(isSrgbProfile((await profile('srgb')).subarray(0, length))).toBe(false);
  });
});
