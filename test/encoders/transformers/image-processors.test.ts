import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { preparePicture } from '../../../src/encoders/transformers/image-feeds.js';
import { readPreprocessorConfig } from '../../../src/encoders/transformers/preprocessing.js';

interface Sample {
  readonly width: number;
  readonly height: number;
  readonly means: number[];
  readonly places: [number, number, number][];
  readonly values: number[];
}

const { pictures, cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/images/processors.json', import.meta.url), 'utf8'),
) as {
  pictures: string[];
  cases: {
    name: string;
    whole: Record<string, unknown>;
    short: Record<string, unknown>;
    expected: Sample[];
  }[];
};

describe('pictures are prepared as by the image processors of transformers', () => {
  const files = cases.flatMap(({ name, whole, short, expected }) => [
    { name, settings: whole, expected },
    { name: `${name}, defaults left out`, settings: short, expected },
  ]);

  it.each(files)('$name', async ({ settings, expected }) => {
    const plan = readPreprocessorConfig('E', settings);
    for (const [index, { width, height, means, places, values }] of expected.entries()) {
      const planes = await preparePicture(new Uint8Array(Buffer.from(pictures[index]!, 'base64')), plan);
      expect(plan.crop).toEqual({ width, height });
      const pixels = width * height;
      const scale = Math.max(1, ...values.map(Math.abs));
      // A mean this close leaves no room for one pixel that is off by one grey level.
      means.forEach((mean, plane) => {
        const sum = planes.subarray(plane * pixels, (plane + 1) * pixels).reduce((a, b) => a + b, 0);
        expect(Math.abs(sum / pixels - mean)).toBeLessThan(2e-6 * scale);
      });
      places.forEach(([plane, y, x], at) => {
        const value = planes[plane * pixels + y * width + x]!;
        expect(Math.abs(value - values[at]!)).toBeLessThan(1e-6 * scale);
      });
    }
  });
});
