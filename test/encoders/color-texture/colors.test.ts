import { describe, expect, it } from 'vitest';
import { cellColors } from '../../../src/encoders/color-texture/cell-colors.js';
import { colorHistogram, hsv, softBins } from '../../../src/encoders/color-texture/color-histogram.js';
import { colorfulness, overall } from '../../../src/encoders/color-texture/overall.js';
import { SIDE, srgbToLab } from '../../../src/encoders/color-texture/raster.js';
import { BLACK, draw, grey, plain, RED, type Rgb, squaredLength, WHITE } from './rasters.js';

describe('colour spaces', () => {
  it('convert sRGB to published CIELAB values', () => {
    const known: [Rgb, readonly number[]][] = [
      [WHITE, [100, 0, 0]],
      [BLACK, [0, 0, 0]],
      [RED, [53.24, 80.09, 67.2]],
      [
        [0, 255, 0],
        [87.73, -86.18, 83.18],
      ],
      [
        [0, 0, 255],
        [32.3, 79.19, -107.86],
      ],
      [grey(119), [50.03, 0, 0]],
    ];
    for (const [rgb, lab] of known) {
      srgbToLab(...rgb).forEach((value, channel) => {
        expect(Math.abs(value - lab[channel]!)).toBeLessThan(0.02);
      });
    }
  });

  it('convert sRGB to hue, saturation and value', () => {
    expect(hsv(255, 0, 0)).toEqual([0, 1, 1]);
    expect(hsv(0, 255, 0)).toEqual([1 / 3, 1, 1]);
    expect(hsv(0, 0, 255)).toEqual([2 / 3, 1, 1]);
    expect(hsv(255, 0, 255)).toEqual([5 / 6, 1, 1]);
    expect(hsv(51, 51, 51)).toEqual([0, 0, 0.2]);
    expect(hsv(100, 50, 50)).toEqual([0, 0.5, 100 / 255]);
  });
});

describe('colorHistogram', () => {
  it('puts a pure red picture into the bright red bin alone', () => {
    const histogram = colorHistogram(plain(RED));
    expect(histogram).toHaveLength(44);
    expect(histogram[2]).toBe(1);
    expect(squaredLength(histogram)).toBeCloseTo(1, 12);
  });

  it('puts black into the first grey bin, white into the last, and half of each into both', () => {
    expect(colorHistogram(plain(BLACK))[36]).toBe(1);
    expect(colorHistogram(plain(WHITE))[43]).toBe(1);
    const both = colorHistogram(draw((x) => (x < SIDE / 2 ? BLACK : WHITE)));
    expect(both[36]! ** 2).toBeCloseTo(0.5, 12);
    expect(both[43]! ** 2).toBeCloseTo(0.5, 12);
  });

  it('shares a hue between its two bins, also around the circle', () => {
    // 345 degrees: half way between the last bin (330) and the first (0).
    const histogram = colorHistogram(plain([255, 0, 63.75]));
    expect(histogram[2]! ** 2).toBeCloseTo(0.5, 1);
    expect(histogram[11 * 3 + 2]! ** 2).toBeCloseTo(0.5, 1);
  });

  it('gives neighbouring bins shares that add up to 1', () => {
    expect(softBins(2.25)).toEqual([
      [2, 0.75],
      [3, 0.25],
    ]);
  });
});

describe('cellColors', () => {
  it('knows where the colours are', () => {
    const cells = cellColors(draw((x, y) => (x < SIDE / 3 && y < SIDE / 3 ? WHITE : BLACK)));
    expect(cells).toHaveLength(54);
    expect(cells[0]).toBeCloseTo(1 / 3, 6);
    expect(Math.max(...cells.slice(6))).toBeLessThan(1e-6);
  });

  it('measures the spread within a cell', () => {
    const cells = cellColors(draw((x) => ((x & 1) === 0 ? WHITE : BLACK)));
    for (let cell = 0; cell < 9; cell++) {
      expect(cells[cell * 6]).toBeCloseTo(0.5 / 3, 6);
      expect(cells[cell * 6 + 3]).toBeCloseTo(0.5 / 3, 6);
    }
  });
});

describe('overall', () => {
  it('finds grey pictures colourless and mixed ones colourful', () => {
    expect(colorfulness(draw((x) => grey(x)))).toBe(0);
    // rg = 255, yb = 127.5 everywhere: no spread, 0.3 of the mean.
    expect(colorfulness(plain(RED))).toBeCloseTo(0.3 * Math.hypot(255, 127.5), 9);
    const mixed = colorfulness(draw((x) => (x < SIDE / 2 ? RED : [0, 0, 255])));
    expect(mixed).toBeCloseTo(Math.hypot(127.5, 191.25) + 0.3 * Math.hypot(127.5, 63.75), 9);
  });

  it('measures lightness and contrast', () => {
    const half = overall(draw((_, y) => (y < SIDE / 2 ? WHITE : BLACK)));
    expect(half[1]).toBeCloseTo(0.5, 6);
    expect(half[2]).toBeCloseTo(0.5, 6);
  });

  it('measures mirror symmetry', () => {
    const [, , , sideways, upright] = overall(draw((_, y) => (y < SIDE / 2 ? WHITE : BLACK)));
    expect(sideways).toBe(1);
    expect(upright).toBeCloseTo(0, 12);
  });

  it('gives the aspect ratio in halves of doublings, cut at four to one', () => {
    const shape = (aspectRatio: number) => overall(draw(() => RED, aspectRatio))[5];
    expect([shape(1), shape(2), shape(0.5), shape(4), shape(100)]).toEqual([0, 0.5, -0.5, 1, 1]);
  });
});
