import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ConformanceCheck, ConformanceError, runConformance } from '../../src/testing/conformance.js';
import {
  encodePng,
  FakeImageEncoder,
  FakeTextEncoder,
  type PngChannels,
  tinyDataset,
} from '../../src/testing/index.js';

describe('encodePng', () => {
  it.each<PngChannels>([1, 2, 3, 4])('writes %i channels that sharp reads back', async (channels) => {
    const pixel = (x: number, y: number) => [x * 40, y * 50, 7, 200].slice(0, channels);
    const { data, info } = await sharp(encodePng(5, 3, channels, pixel))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([5, 3]);
    const at = (2 * 5 + 4) * info.channels;
    expect(data[at]).toBe(160);
    if (channels >= 3) expect([...data.subarray(at, at + channels)]).toEqual(pixel(4, 2));
  });
});

describe('tinyDataset', () => {
  it('is the same for the same seed and another for another', () => {
    expect(tinyDataset({ seed: 3 }).interactions).toEqual(tinyDataset({ seed: 3 }).interactions);
    expect(tinyDataset({ seed: 3 }).items).toEqual(tinyDataset({ seed: 3 }).items);
    expect(tinyDataset({ seed: 3 }).interactions).not.toEqual(tinyDataset({ seed: 4 }).interactions);
  });

  it('has the sizes asked for, every rating, and pictures that sharp reads', async () => {
    const { interactions, items } = tinyDataset({ rows: 90, items: 12 });
    expect([interactions.length, items.length]).toEqual([90, 12]);
    expect(new Set(interactions.map(({ rating }) => rating))).toEqual(new Set([1, 2, 3, 4, 5]));
    expect(await sharp(items[0]?.image as Uint8Array).metadata()).toMatchObject({ width: 12, height: 12 });
  });

  it('rates by tone of the text and colour of the picture', async () => {
    const { interactions, items } = tinyDataset({ rows: 200, items: 9 });
    const images = items.map((item) => item.image as Uint8Array);
    const colours = await new FakeImageEncoder().encode(images);
    for (const { itemId, text, rating } of interactions) {
      const row = items.findIndex((item) => item.itemId === itemId);
      const [red = 0, green = 0] = colours.data.subarray(row * 8, row * 8 + 2);
      const colour = red - green > 0.2 ? 0 : green - red > 0.2 ? 2 : 1;
      const tone = /awful|broken/.test(text ?? '') ? 0 : /plain|average/.test(text ?? '') ? 1 : 2;
      expect(rating).toBe(1 + tone + colour);
    }
  });
});

describe('fakes', () => {
  it('FakeTextEncoder: equal words in another order have equal vectors of length 1', async () => {
    const { data } = await new FakeTextEncoder().encode(['soft warm scarf', 'scarf, warm, soft!', 'broken']);
    expect(data.subarray(0, 8)).toEqual(data.subarray(8, 16));
    expect(data.subarray(0, 8)).not.toEqual(data.subarray(16, 24));
    expect(Math.hypot(...data.subarray(0, 8))).toBeCloseTo(1, 6);
  });
});

describe('runConformance', () => {
  const checks: ConformanceCheck[] = [
    { name: 'good', run: async () => {} },
    {
      name: 'bad',
      run: async () => {
        throw new ConformanceError({ demand: 'a.', found: 'b.', remedy: 'c.' });
      },
    },
    { name: 'worse', run: () => Promise.reject('no error at all') },
  ];

  it('runs all checks whatever fails, and reports in words', async () => {
    const report = await runConformance(checks);
    expect(report).toMatchObject({ passed: 1, failed: 2 });
    expect(report.results.map(({ passed }) => passed)).toEqual([true, false, false]);
    expect(report.results[1]?.error).toMatchObject({ finding: { demand: 'a.', found: 'b.', remedy: 'c.' } });
    expect(report.text.split('\n')).toEqual([
      'pass  good',
      'FAIL  bad: The contract demands: a. Found: b. Remedy: c.',
      'FAIL  worse: no error at all',
    ]);
  });
});
