import { describe, expect, it } from 'vitest';
import { BLOCK_NAMES, BLOCKS } from '../../../src/encoders/color-texture/blocks.js';
import { foreground } from '../../../src/encoders/color-texture/foreground.js';
import { edgeDensity, gradientOrientations } from '../../../src/encoders/color-texture/gradients.js';
import { localBinaryPatterns } from '../../../src/encoders/color-texture/local-binary-patterns.js';
import { SIDE } from '../../../src/encoders/color-texture/raster.js';
import { createRandom } from '../../../src/util/random.js';
import { BLACK, draw, grey, plain, RED, squaredLength, WHITE } from './rasters.js';

const byOrientation = (histogram: Float64Array) =>
  Array.from({ length: 8 }, (_, bin) =>
    Array.from({ length: 9 }, (_, cell) => histogram[cell * 8 + bin]! ** 2).reduce((a, b) => a + b),
  );

describe('gradientOrientations', () => {
  it('tells vertical from horizontal edges and both diagonals', () => {
    const ramps: [number, (x: number, y: number) => number][] = [
      [0, (x) => x],
      [2, (x, y) => x + y],
      [4, (_, y) => y],
      [6, (x, y) => SIDE - x + y],
    ];
    for (const [bin, ramp] of ramps) {
      const shares = byOrientation(gradientOrientations(draw((x, y) => grey(ramp(x, y)))));
      expect(shares[bin]).toBeCloseTo(1, 9);
    }
  });

  it('does not care which side is brighter', () => {
    const bright = gradientOrientations(draw((x) => grey(x)));
    const dark = gradientOrientations(draw((x) => grey(200 - x)));
    bright.forEach((value, index) => {
      expect(dark[index]).toBeCloseTo(value, 9);
    });
  });

  it('knows in which cell the edge is, and is zero without any', () => {
    const corner = gradientOrientations(draw((x, y) => (x < 10 && y < 10 ? WHITE : BLACK)));
    expect(squaredLength(corner.slice(0, 8))).toBeCloseTo(1, 9);
    expect(gradientOrientations(plain(RED))).toEqual(new Float64Array(72));
  });
});

describe('edgeDensity', () => {
  it('is the share of edge pixels in every cell, and the mean gradient', () => {
    const density = edgeDensity(draw((x) => (x < SIDE / 2 ? WHITE : BLACK)));
    expect(density).toHaveLength(10);
    // Two of the middle cell's 22 columns see the step.
    expect([...density.slice(0, 3)]).toEqual([0, 2 / 22 / 3, 0]);
    expect(density[9]).toBeCloseTo(((2 / 64) * 127.5) / 100, 9);
    expect(edgeDensity(plain(WHITE))).toEqual(new Float64Array(10));
  });

  it('does not count gentle slopes', () => {
    const slope = edgeDensity(draw((x) => grey(3 * x)));
    expect([...slope.slice(0, 9)]).toEqual(new Array(9).fill(0));
    expect(slope[9]).toBeCloseTo(0.03, 9);
  });
});

describe('localBinaryPatterns', () => {
  it('puts flat pictures, noise below the threshold included, into one bin', () => {
    const random = createRandom(1);
    for (const raster of [plain(RED), draw(() => grey(100 + Math.floor(random() * 3)))]) {
      const histogram = localBinaryPatterns(raster);
      expect(histogram).toHaveLength(59);
      expect(histogram[0]).toBe(1);
    }
  });

  it('tells stripes from checks, and puts irregular patterns into the last bin', () => {
    const stripes = localBinaryPatterns(draw((x) => ((x & 1) === 0 ? WHITE : BLACK)));
    const checks = localBinaryPatterns(draw((x, y) => (((x + y) & 1) === 0 ? WHITE : BLACK)));
    // Dark pixels of either: left and right columns brighter, or the four neighbours; both change more than twice.
    expect(stripes[58]! ** 2).toBeCloseTo(0.5, 9);
    expect(checks[58]! ** 2).toBeCloseTo(0.5, 9);
    const edge = localBinaryPatterns(draw((_, y) => (y < SIDE / 2 ? WHITE : BLACK)));
    expect(edge[58]).toBe(0);
    expect(squaredLength(edge)).toBeCloseTo(1, 9);
    expect(edge.filter((value) => value > 0)).toHaveLength(2);
  });
});

describe('foreground', () => {
  it('measures a box on a plain background', () => {
    const shape = foreground(draw((x, y) => (x >= 11 && x < 55 && y >= 22 && y < 33 ? RED : WHITE)));
    expect(shape).toHaveLength(13);
    expect(shape[0]).toBeCloseTo(1, 6);
    expect(shape[3]).toBeCloseTo(0, 6);
    expect(shape[4]).toBeCloseTo((44 * 11) / (66 * 66), 9);
    expect(shape[5]).toBeCloseTo(0, 9);
    expect(shape[6]).toBeCloseTo(27.5 / 66 - 0.5, 9);
    expect(shape[7]).toBeCloseTo(44 / 66, 9);
    expect(shape[8]).toBeCloseTo(11 / 66, 9);
    expect(shape[9]).toBe(1);
    // A row of 44 pixels has the variance (44 * 44 - 1) / 12; it lies flat.
    expect(shape[10]).toBeCloseTo(Math.sqrt((44 * 44 - 1) / 12) / 66, 9);
    expect(shape[11]).toBeCloseTo(1 - Math.sqrt((11 * 11 - 1) / (44 * 44 - 1)), 9);
    expect(shape[12]).toBeCloseTo(0, 9);
  });

  it('knows which way a thing leans', () => {
    const rising = foreground(draw((x, y) => (Math.abs(x + y - 65) < 4 && x > 5 && x < 60 ? BLACK : WHITE)));
    const falling = foreground(draw((x, y) => (Math.abs(x - y) < 4 && x > 5 && x < 60 ? BLACK : WHITE)));
    expect(rising[12]).toBeLessThan(-0.7);
    expect(falling[12]).toBeGreaterThan(0.7);
  });

  it('finds nothing on a plain picture', () => {
    const shape = foreground(plain(RED));
    expect([...shape.slice(4)]).toEqual(new Array(9).fill(0));
    expect(shape[1]).toBeCloseTo(0.8009, 3);
  });

  it('sees that a border is no plain background', () => {
    const [, , , spread] = foreground(draw((x) => (x < SIDE / 2 ? WHITE : BLACK)));
    expect(spread).toBeCloseTo(0.5, 6);
  });
});

describe('all blocks', () => {
  it('have the announced size, finite values and comparable lengths, on noise and on plain pictures', () => {
    const random = createRandom(5);
    const byte = () => Math.floor(random() * 256);
    const noise = draw(() => [byte(), byte(), byte()]);
    for (const raster of [noise, plain(WHITE), plain(BLACK)]) {
      for (const name of BLOCK_NAMES) {
        const values = BLOCKS[name].compute(raster);
        expect(values, name).toHaveLength(BLOCKS[name].size);
        expect(values.every(Number.isFinite), name).toBe(true);
        expect(squaredLength(values), name).toBeLessThan(5);
      }
    }
  });
});
