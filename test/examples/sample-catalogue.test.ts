import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { composeSampleCatalogue } from '../../examples/sample-catalogue/compose.js';
import {
  drawSampleCatalogue,
  SAMPLE_CATALOGUE_DEFAULTS,
  type SampleCatalogueFiles,
} from '../../examples/sample-catalogue/index.js';
import { photograph } from '../../examples/sample-catalogue/picture/photograph.js';
import type { PlantedAccount } from '../../examples/sample-catalogue/planted.js';
import { drawProducts } from '../../examples/sample-catalogue/products.js';
import { type Product, STYLES, type VisibleTraits } from '../../examples/sample-catalogue/types.js';
import { AmazonReviewsSource } from '../../src/sources/amazon-reviews-source.js';

type Json = Record<string, unknown>;

let root: string;
let files: SampleCatalogueFiles;
let planted: PlantedAccount;

const drawInto = (name: string, seed = 5) =>
  drawSampleCatalogue({ directory: join(root, name), seed, products: 60, reviews: 600 });

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'sample-catalogue-'));
  files = await drawInto('first');
  planted = JSON.parse(await readFile(join(root, 'first', 'planted.json'), 'utf8'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** Lines of a packed file without their line ends; a final line end ends the last line. */
async function readLines(path: string): Promise<string[]> {
  const text = gunzipSync(await readFile(path)).toString('utf8');
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

async function readProducts(): Promise<Json[]> {
  return (await readLines(files.metadata)).map(parse).filter(isObject);
}

async function hashFolder(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashes = paths.sort().map(async (path) => {
    const hash = createHash('sha256').update(await readFile(path));
    return [path.slice(folder.length), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(hashes));
}

describe('files', () => {
  it('says in the folder that the data are synthetic', async () => {
    expect(await readFile(join(root, 'first', 'SYNTHETIC.txt'), 'utf8')).toContain('SYNTHETIC DATA');
    const names = (await readdir(join(root, 'first'))).sort();
    expect(names).toEqual(['SYNTHETIC.txt', 'images', 'meta.jsonl.gz', 'planted.json', 'reviews.jsonl.gz']);
  });

  it('writes reviews with the fields of Amazon Reviews 2023', async () => {
    const records = (await readLines(files.reviews)).map(parse).filter(isObject);
    for (const record of records) {
      expect(Object.keys(record)).toEqual([
        'rating',
        'title',
        'text',
        'images',
        'asin',
        'parent_asin',
        'user_id',
        'timestamp',
        'helpful_vote',
        'verified_purchase',
      ]);
      expect(record.parent_asin).toMatch(/^SYN[0-9A-Z]{7}$/);
      expect(record.user_id).toMatch(/^AESYNTHE[A-Z2-7]{20}$/);
      expect(record.timestamp).toBeGreaterThan(Date.UTC(2021, 0, 1));
      expect(record.timestamp).toBeLessThan(Date.UTC(2024, 0, 1));
      expect(typeof record.verified_purchase).toBe('boolean');
      expect(Number.isInteger(record.helpful_vote)).toBe(true);
    }
    expect(records.some((record) => record.asin !== record.parent_asin)).toBe(true);
  });

  it('writes metadata with the fields of Amazon Reviews 2023 and averages of the usable reviews', async () => {
    const { reviews } = composeSampleCatalogue(5, 60, 600);
    for (const record of await readProducts()) {
      expect(Object.keys(record)).toEqual([
        'main_category',
        'title',
        'average_rating',
        'rating_number',
        'features',
        'description',
        'price',
        'images',
        'videos',
        'store',
        'categories',
        'details',
        'parent_asin',
        'bought_together',
      ]);
      const stars = reviews
        .filter((review) => review.product.asin === record.parent_asin)
        .map((r) => r.stars);
      expect(record.rating_number).toBe(stars.length);
      const mean = stars.reduce((sum, value) => sum + value, 0) / stars.length;
      if (stars.length === 0) expect(record.average_rating).toBeNull();
      else expect(record.average_rating).toBeCloseTo(mean, 0);
    }
  });

  it('draws pictures of 144 pixels in both formats, within a few kilobytes', async () => {
    const folder = join(root, 'first', 'images');
    const names = (await readdir(folder)).filter((name) => !name.includes('thumb'));
    const formats = new Set<string>();
    let readable = 0;
    for (const name of names) {
      const bytes = await readFile(join(folder, name));
      expect(bytes.length).toBeLessThan(80_000);
      const shape = await sharp(bytes)
        .metadata()
        .catch(() => undefined);
      if (shape === undefined) continue;
      readable += 1;
      formats.add(shape.format);
      expect([shape.width, shape.height, shape.channels]).toEqual([144, 144, 3]);
    }
    expect([...formats].sort()).toEqual(['jpeg', 'png']);
    expect(readable).toBe(names.length - planted.metadata.notAPicture);
  });
});

describe('determinism', () => {
  it('gives the same files, byte for byte, for the same seed, also over an earlier catalogue', async () => {
    await drawInto('second', 6);
    const other = await hashFolder(join(root, 'second'));
    await drawInto('second');
    const first = await hashFolder(join(root, 'first'));
    expect(await hashFolder(join(root, 'second'))).toEqual(first);
    expect(other).not.toEqual(first);
    expect(other['/reviews.jsonl.gz']).not.toBe(first['/reviews.jsonl.gz']);
  });

  it('leaves files of others alone', async () => {
    const mine = join(root, 'second', 'images', 'holiday.jpg');
    await writeFile(mine, 'mine');
    await drawInto('second', 6);
    expect(await readFile(mine, 'utf8')).toBe('mine');
  });

  it('draws the same first products when more are asked for', () => {
    expect(drawProducts(5, 40).slice(0, 20)).toEqual(drawProducts(5, 20));
    expect(drawProducts(6, 20)).not.toEqual(drawProducts(5, 20));
  });
});

describe('planted defects', () => {
  it('counts every line of the review file', async () => {
    const lines = await readLines(files.reviews);
    const products = new Set((await readProducts()).map((record) => record.parent_asin));
    const counts = {
      blank: 0,
      malformed: 0,
      notObject: 0,
      unknown: 0,
      offScale: 0,
      notNumber: 0,
      duplicate: 0,
      usable: 0,
    };
    const seen = new Set<string>();
    const stars = [0, 0, 0, 0, 0];
    for (const line of lines) {
      const value = parse(line);
      if (line.trim() === '') counts.blank += 1;
      else if (value === undefined) counts.malformed += 1;
      else if (!isObject(value)) counts.notObject += 1;
      else if (!products.has(value.parent_asin)) counts.unknown += 1;
      else if (typeof value.rating !== 'number') counts.notNumber += 1;
      else if (![1, 2, 3, 4, 5].includes(value.rating)) counts.offScale += 1;
      else if (seen.has(line.trim())) counts.duplicate += 1;
      else {
        counts.usable += 1;
        stars[value.rating - 1]! += 1;
        seen.add(line.trim());
      }
    }
    const { reviews } = planted;
    expect(counts).toEqual({
      blank: reviews.blankLines,
      malformed: reviews.malformedLines,
      notObject: reviews.notObjects,
      unknown: reviews.unknownProducts,
      offScale: reviews.ratingsOffScale,
      notNumber: reviews.ratingsNotANumber,
      duplicate: reviews.duplicates,
      usable: 600,
    });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
    expect(stars).toEqual(reviews.stars);
    expect(lines).toHaveLength(reviews.lines);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(reviews.lines);
    expect(lines.filter((line) => line.endsWith('\r'))).toHaveLength(reviews.crlfLines);
  });

  it('counts every line of the metadata file', async () => {
    const lines = await readLines(files.metadata);
    const { metadata } = planted;
    expect(lines).toHaveLength(metadata.lines);
    expect(lines.filter((line) => line === '')).toHaveLength(metadata.blankLines);
    const malformed = lines.filter((line) => line !== '' && parse(line) === undefined);
    expect(malformed).toHaveLength(metadata.malformedLines);
    expect(lines.filter((line) => line.endsWith('\r'))).toHaveLength(metadata.crlfLines);
    expect(metadata.products + metadata.blankLines + metadata.malformedLines).toBe(metadata.lines);
  });

  it('has both shapes of images, some without hi_res, some empty, and counts them', async () => {
    const images = (await readProducts()).map((record) => record.images);
    const structs = images.filter(isObject);
    expect(structs).toHaveLength(planted.metadata.structImages);
    const firsts = images.map((value) => {
      const first = (list: unknown) => (Array.isArray(list) ? list[0] : undefined);
      if (!isObject(value)) return first(value) as Json | undefined;
      const size = { hi_res: first(value.hi_res), large: first(value.large), thumb: first(value.thumb) };
      return first(value.variant) === undefined ? undefined : size;
    });
    const present = firsts.filter((first) => first !== undefined);
    expect(firsts.length - present.length).toBe(planted.metadata.withoutImage);
    expect(present.filter((first) => first.hi_res === null)).toHaveLength(planted.metadata.hiResNull);
    expect(present.filter((first) => first.large === null)).toHaveLength(planted.metadata.thumbnailOnly);
    expect(structs.length).toBeGreaterThan(0);
    expect(structs.length).toBeLessThan(images.length);
  });

  it('breaks exactly as many pictures as it says, in three ways', async () => {
    const source = new AmazonReviewsSource({ reviews: files.reviews, metadata: files.metadata });
    const counts = { good: 0, missing: 0, notAPicture: 0, truncated: 0, none: 0 };
    for await (const { image } of source.items()) {
      if (image === undefined) counts.none += 1;
      else counts[await stateOf(image as string)] += 1;
    }
    const { metadata } = planted;
    expect(counts).toEqual({
      good:
        60 -
        metadata.withoutImage -
        metadata.truncatedPictures -
        metadata.notAPicture -
        metadata.missingPictures,
      missing: metadata.missingPictures,
      notAPicture: metadata.notAPicture,
      truncated: metadata.truncatedPictures,
      none: metadata.withoutImage,
    });
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });

  it('is read by AmazonReviewsSource with exactly the planted skips', async () => {
    const source = new AmazonReviewsSource(files);
    const reasons: Record<string, number> = {};
    const onSkip = ({ reason }: { reason: string }) => {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    };
    let [interactions, withoutText] = [0, 0];
    for await (const { text } of source.interactions({ onSkip })) {
      interactions += 1;
      if (text === undefined) withoutText += 1;
    }
    const { reviews } = planted;
    expect(reasons).toEqual({
      BLANK_LINE: reviews.blankLines,
      MALFORMED_JSON: reviews.malformedLines,
      NOT_AN_OBJECT: reviews.notObjects,
      RATING_NOT_A_NUMBER: reviews.ratingsNotANumber,
    });
    const skipped = Object.values(reasons).reduce((sum, count) => sum + count, 0);
    expect(interactions).toBe(reviews.lines - skipped);
    expect(withoutText).toBeGreaterThanOrEqual(reviews.withoutWords);
  });
});

async function stateOf(path: string): Promise<'good' | 'missing' | 'notAPicture' | 'truncated'> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return 'missing';
  const head = await sharp(bytes)
    .metadata()
    .catch(() => undefined);
  if (head === undefined) return 'notAPicture';
  const whole = await sharp(bytes, { failOn: 'error' })
    .raw()
    .toBuffer()
    .catch(() => undefined);
  return whole === undefined ? 'truncated' : 'good';
}

describe('ratings and texts', () => {
  const { reviews, planted: account } = composeSampleCatalogue(42, 300, 3000);
  const share = (stars: number) => account.reviews.stars[stars - 1]! / 3000;
  const meanStars = (test: (review: (typeof reviews)[number]) => boolean) => {
    const chosen = reviews.filter(test);
    expect(chosen.length).toBeGreaterThan(30);
    return chosen.reduce((sum, review) => sum + review.stars, 0) / chosen.length;
  };

  it('has the J-shape of real ratings: most 5, then 4, 1, 3, 2', () => {
    expect(share(5)).toBeGreaterThan(0.42);
    expect(share(5)).toBeLessThan(0.54);
    expect([5, 4, 1, 3, 2].map(share)).toEqual([1, 2, 3, 4, 5].map(share).sort((a, b) => b - a));
  });

  it('has a long tail of users: most write once, a few write many', () => {
    const perUser = new Map<string, number>();
    for (const { user } of reviews) perUser.set(user.userId, (perUser.get(user.userId) ?? 0) + 1);
    const counts = [...perUser.values()];
    expect(counts.filter((count) => count === 1).length / counts.length).toBeGreaterThan(0.5);
    expect(Math.max(...counts)).toBeGreaterThan(15);
    expect(perUser.size).toBe(account.reviews.users);
  });

  it('lets the stars depend on the workmanship that the picture shows, at equal words', () => {
    const delighted = (review: (typeof reviews)[number]) => /Love|Perfect|Highly/.test(review.title);
    const fine = meanStars((review) => delighted(review) && review.product.quality > 0.7);
    const poor = meanStars((review) => delighted(review) && review.product.quality < 0.4);
    expect(fine - poor).toBeGreaterThan(0.8);
  });

  it('lets the stars depend on the words, at equal workmanship', () => {
    const fine = (review: (typeof reviews)[number]) => review.product.quality > 0.7;
    const glad = meanStars((review) => fine(review) && /Love|Perfect|Highly/.test(review.title));
    const angry = meanStars(
      (review) => fine(review) && /Terrible|Waste|Horrible|Awful|Do not/.test(review.title),
    );
    expect(glad - angry).toBeGreaterThan(2.5);
  });

  it('never tells the number of stars in words', () => {
    expect(
      reviews.filter((review) => /(one|two|three|four|five) stars?/i.test(review.title + review.text)),
    ).toEqual([]);
  });

  it('fills every slot and varies the wording', () => {
    for (const { title, text } of reviews) expect(`${title} ${text}`).not.toMatch(/[{}]|undefined|\bnull\b/);
    const texts = new Set(reviews.map((review) => review.text).filter((text) => text !== ''));
    expect(texts.size).toBeGreaterThan(2400);
  });

  it('counts empty texts and texts with HTML, and has the two kinds of HTML', () => {
    expect(reviews.filter(({ text }) => text === '')).toHaveLength(account.reviews.emptyTexts);
    expect(reviews.filter(({ text, title }) => text + title === '')).toHaveLength(
      account.reviews.withoutWords,
    );
    expect(reviews.filter(({ text }) => /<br \/>|&#\d+;|&amp;/.test(text))).toHaveLength(
      account.reviews.htmlTexts,
    );
    expect(account.reviews.withoutWords).toBeGreaterThan(0);
    expect(reviews.some(({ text }) => text.includes('<br />'))).toBe(true);
    expect(reviews.some(({ text }) => text.includes('&#39;'))).toBe(true);
    expect(reviews.some(({ text }) => text.includes('&amp;'))).toBe(true);
  });
});

describe('pictures', () => {
  const clean: VisibleTraits = {
    stains: 0,
    wrinkles: 0,
    threads: 0,
    pilling: 0,
    fading: 0,
    mismatch: 0,
    blur: 0,
    darkness: 0,
    crookedness: 0,
    clutter: 0,
    grain: 0,
  };
  const shirt: Product = {
    ...drawProducts(1, 1)[0]!,
    kind: 'shirt',
    style: 't-shirt',
    colour: 'red',
    pattern: 'striped',
    backdrop: 'white',
    quality: 1,
    traits: clean,
  };

  async function lightness(product: Product): Promise<{ mean: number; edges: number }> {
    const { data, info } = await sharp(await photograph(product, 3, 'png'))
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    let [sum, edges] = [0, 0];
    for (let i = 1; i < data.length; i++) {
      sum += data[i]!;
      if (i % info.width !== 0) edges += Math.abs(data[i]! - data[i - 1]!);
    }
    return { mean: sum / data.length, edges: edges / data.length };
  }

  it.each(Object.keys(clean))('shows %s', async (trait) => {
    const flawed = { ...shirt, traits: { ...clean, [trait]: 0.9 } };
    const pixels = async (product: Product) =>
      sharp(await photograph(product, 3, 'png'))
        .raw()
        .toBuffer();
    const [before, after] = await Promise.all([pixels(shirt), pixels(flawed)]);
    let changed = 0;
    for (let i = 0; i < before.length; i++) if (Math.abs(before[i]! - after[i]!) > 12) changed += 1;
    expect(changed / before.length).toBeGreaterThan(0.004);
  });

  it('darkens dark photos, softens blurred ones and roughens grainy ones', async () => {
    const with_ = (traits: Partial<VisibleTraits>) =>
      lightness({ ...shirt, traits: { ...clean, ...traits } });
    const [plain, dark, blurred, grainy] = await Promise.all([
      with_({}),
      with_({ darkness: 1 }),
      with_({ blur: 1 }),
      with_({ grain: 1 }),
    ]);
    expect(dark.mean).toBeLessThan(0.6 * plain.mean);
    expect(blurred.edges).toBeLessThan(0.7 * plain.edges);
    expect(grainy.edges).toBeGreaterThan(1.5 * plain.edges);
  });

  it('draws every style as a shape of its own', async () => {
    const seen = new Set<string>();
    for (const [kind, styles] of Object.entries(STYLES)) {
      for (const style of styles) {
        const product = { ...shirt, kind: kind as Product['kind'], style, pattern: 'plain' as const };
        seen.add(
          createHash('sha256')
            .update(await photograph(product, 3, 'png'))
            .digest('hex'),
        );
      }
    }
    expect(seen.size).toBe(Object.values(STYLES).flat().length);
  });

  it('makes careless pictures more often for poorly made products', () => {
    const products = drawProducts(42, 400);
    const flaws = ({ traits }: Product) =>
      Object.values(traits).filter((severity: number) => severity > 0.3).length;
    const mean = (list: Product[]) => list.reduce((sum, product) => sum + flaws(product), 0) / list.length;
    const poor = products.filter(({ quality }) => quality < 0.4);
    const fine = products.filter(({ quality }) => quality > 0.7);
    expect(mean(poor) - mean(fine)).toBeGreaterThan(3);
    expect(fine.some((product) => flaws(product) > 0)).toBe(true);
  });
});

describe('options', () => {
  const directory = 'never-made';

  it.each([
    [{ directory: '' }, 'directory'],
    [{ directory, products: 19 }, 'products'],
    [{ directory, reviews: 10.5 }, 'reviews'],
    [{ directory, seed: -1 }, 'seed'],
    [{ directory, size: 9 }, 'size'],
  ])('refuses %j', async (options, named) => {
    const error: unknown = await drawSampleCatalogue(options).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'INVALID_OPTIONS', message: expect.stringContaining(named) });
  });

  it('documents its defaults', async () => {
    const source = await readFile(
      new URL('../../examples/sample-catalogue/index.ts', import.meta.url),
      'utf8',
    );
    for (const [name, value] of Object.entries(SAMPLE_CATALOGUE_DEFAULTS)) {
      expect(source).toMatch(new RegExp(`@default ${value}\\n\\s+\\*/\\n\\s+readonly ${name}:`));
    }
  });
});
