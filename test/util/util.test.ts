import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isRecommenderError, RecommenderError } from '../../src/errors.js';
import { throwIfAborted } from '../../src/util/abort.js';
import { writeFileAtomic } from '../../src/util/atomic-write.js';
import { sha256 } from '../../src/util/hash.js';
import { requireOption, resolveOptions } from '../../src/util/options.js';
import { createRandom, deriveSeed, randomInteger, shuffle } from '../../src/util/random.js';
import {
  classCount,
  classToRating,
  ratingToClass,
  STARS,
  scaleRatings,
} from '../../src/util/rating-scale.js';

describe('resolveOptions', () => {
  const defaults = { size: 3, name: 'a' as string };

  it('overlays what is given and counts undefined as not given', () => {
    expect(resolveOptions('thing', defaults, { size: 5, name: undefined })).toEqual({ size: 5, name: 'a' });
  });

  it('keeps falsy values', () => {
    expect(resolveOptions('thing', defaults, { size: 0, name: '' })).toEqual({ size: 0, name: '' });
  });

  it('rejects a misspelt key and names the known ones', () => {
    const given = { sise: 5 } as Partial<typeof defaults>;
    expect(() => resolveOptions('thing', defaults, given)).toThrow(
      /thing: unknown option "sise".*size, name/,
    );
  });

  it('raises INVALID_OPTIONS for a broken requirement', () => {
    expect(() => requireOption(false, 'thing', 'size must be positive')).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: 'thing: size must be positive' }),
    );
    expect(() => requireOption(true, 'thing', 'fine')).not.toThrow();
  });
});

describe('random', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const take = (seed: number) => Array.from({ length: 5 }, createRandom(seed));
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
  });

  it('is uniform on [0, 1)', () => {
    const random = createRandom(3);
    const values = Array.from({ length: 20_000 }, random);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(0.5, 2);
  });

  it('starts anywhere, for small seeds too', () => {
    const first = Array.from({ length: 1000 }, (_, seed) => createRandom(seed)());
    expect(first.filter((value) => value < 0.5).length).toBeGreaterThan(430);
    expect(first.filter((value) => value < 0.5).length).toBeLessThan(570);
    expect(first.filter((value) => value > 0.99).length).toBeLessThan(30);
  });

  it('derives independent seeds by purpose', () => {
    const seeds = ['split', 'weights', 'bootstrap'].map((purpose) => deriveSeed(42, purpose));
    expect(new Set(seeds).size).toBe(3);
    expect(deriveSeed(42, 'split')).toBe(seeds[0]);
    for (const seed of seeds) expect(seed).toBeLessThan(2 ** 31);
  });

  it('shuffles into a permutation that depends on the seed', () => {
    const shuffled = (seed: number) => shuffle([...'abcdefghij'], createRandom(seed)).join('');
    expect([...shuffled(1)].sort().join('')).toBe('abcdefghij');
    expect(shuffled(1)).toBe(shuffled(1));
    expect(shuffled(1)).not.toBe(shuffled(2));
  });

  it('reaches every integer below the bound', () => {
    const random = createRandom(5);
    expect(new Set(Array.from({ length: 200 }, () => randomInteger(random, 4)))).toEqual(
      new Set([0, 1, 2, 3]),
    );
  });
});

describe('rating scale', () => {
  it('maps stars to classes and back', () => {
    expect(scaleRatings(STARS)).toEqual([1, 2, 3, 4, 5]);
    for (const rating of scaleRatings(STARS))
      expect(classToRating(STARS, ratingToClass(STARS, rating))).toBe(rating);
  });

  it('knows half stars', () => {
    const half = { min: 0.5, max: 5, step: 0.5 };
    expect(classCount(half)).toBe(10);
    expect(ratingToClass(half, 4.5)).toBe(8);
  });

  it.each([0, 6, 4.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s stars', (rating) => {
    expect(ratingToClass(STARS, rating)).toBe(-1);
  });
});

describe('abort', () => {
  it('raises ABORTED with the reason as cause, and only then', () => {
    const stop = new AbortController();
    expect(() => throwIfAborted(stop.signal)).not.toThrow();
    expect(() => throwIfAborted(undefined)).not.toThrow();
    const reason = new Error('enough');
    stop.abort(reason);
    expect(() => throwIfAborted(stop.signal)).toThrow(
      expect.objectContaining({ code: 'ABORTED', cause: reason }),
    );
  });
});

describe('errors', () => {
  it('are recognised by name and code', () => {
    const error = new RecommenderError('NO_ROWS', 'nothing left', { data: { rows: 0 } });
    expect(isRecommenderError(error)).toBe(true);
    expect(isRecommenderError(error, 'NO_ROWS')).toBe(true);
    expect(isRecommenderError(error, 'ABORTED')).toBe(false);
    expect(isRecommenderError(new TypeError('x'))).toBe(false);
    expect(isRecommenderError('NO_ROWS')).toBe(false);
    expect(error.data).toEqual({ rows: 0 });
    expect('cause' in error).toBe(false);
  });
});

describe('writeFileAtomic', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'atomic-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('makes the folder, replaces the file and leaves nothing else', async () => {
    const path = join(folder, 'deep', 'file.txt');
    await writeFileAtomic(path, 'first');
    await writeFileAtomic(path, new Uint8Array([104, 105]));
    expect(await readFile(path, 'utf8')).toBe('hi');
    expect(await readdir(join(folder, 'deep'))).toEqual(['file.txt']);
  });

  it('cleans up after itself when it cannot rename', async () => {
    await writeFile(join(folder, 'inside'), 'x');
    await expect(writeFileAtomic(folder, 'x')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['inside']);
  });
});

describe('sha256', () => {
  it('equals the known digest', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256(new TextEncoder().encode('abc'))).toBe(sha256('abc'));
  });
});
