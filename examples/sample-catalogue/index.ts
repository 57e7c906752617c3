/**
 * Draws the SYNTHETIC sample catalogue: product pictures, and reviews and metadata in the file format of Amazon Reviews 2023.
 * No product, shop, person or review in it is real; see docs/sample-catalogue.md for how it is made and what it is good for.
 */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { writeFileAtomic } from '../../src/util/atomic-write.js';
import { requireOption, resolveOptions } from '../../src/util/options.js';
import { composeSampleCatalogue } from './compose.js';
import { developPicture, type PicturePlan } from './picture-plan.js';

/** Options of {@link drawSampleCatalogue}. */
export interface SampleCatalogueOptions {
  /** Folder to draw into; made if it is not there, overwritten if it holds an earlier catalogue. */
  readonly directory: string;
  /**
   * Whole number that reaches every random choice: the same seed gives the same files, byte for byte.
   * @default 42
   */
  readonly seed: number;
  /**
   * Products, each with at most one picture of 144 x 144 pixels (about 4 kB).
   * @default 600
   */
  readonly products: number;
  /**
   * Usable reviews; about 2 % more lines are planted defects.
   * @default 4000
   */
  readonly reviews: number;
}

/** Defaults of {@link SampleCatalogueOptions}; the folder has none. */
export const SAMPLE_CATALOGUE_DEFAULTS = Object.freeze({ seed: 42, products: 600, reviews: 4000 });

/** Where the parts of the catalogue lie; fits `new AmazonReviewsSource(files)`. */
export interface SampleCatalogueFiles {
  /** Path of `reviews.jsonl.gz`. */
  readonly reviews: string;
  /** Path of `meta.jsonl.gz`. */
  readonly metadata: string;
  /** The folder that the image paths in the metadata are relative to: the catalogue's own. The pictures are in its `images/`. */
  readonly imagesDir: string;
}

const PICTURES_AT_ONCE = 8;
const PICTURE_NAME = /^SYN[0-9A-Z]{7}(\.thumb)?\.(jpg|png)$/;
const OWNER = 'drawSampleCatalogue';
const NOTICE = `SYNTHETIC DATA

Everything in this folder was drawn by the seeded script in examples/sample-catalogue:
products, pictures, shops, people, reviews and ratings. Nothing was collected, nothing is
real, and no result on it says anything about real shops. Some lines and pictures are
broken on purpose; planted.json counts them. docs/sample-catalogue.md describes the rest.
`;

/**
 * Writes `reviews.jsonl.gz`, `meta.jsonl.gz`, `images/`, `planted.json` (how many of each defect there are) and `SYNTHETIC.txt`.
 * The two `.jsonl.gz` files are written last, so that they are there only when all of it is. Raises `INVALID_OPTIONS`.
 */
export async function drawSampleCatalogue(
  given: Pick<SampleCatalogueOptions, 'directory'> & Partial<SampleCatalogueOptions>,
): Promise<SampleCatalogueFiles> {
  const options = resolveOptions<SampleCatalogueOptions>(
    OWNER,
    { directory: '', ...SAMPLE_CATALOGUE_DEFAULTS },
    given,
  );
  const { directory, seed, products, reviews } = options;
  requireOption(directory !== '', OWNER, 'directory must be a path, but nothing was given.');
  requireWhole('seed', seed, 0);
  requireWhole('products', products, 20);
  requireWhole('reviews', reviews, 50);

  const files = {
    reviews: join(directory, 'reviews.jsonl.gz'),
    metadata: join(directory, 'meta.jsonl.gz'),
    imagesDir: directory,
  };
  const catalogue = composeSampleCatalogue(seed, products, reviews);
  await clearEarlier(directory, files);
  await writeFile(join(directory, 'SYNTHETIC.txt'), NOTICE);
  await writePictures(directory, seed, catalogue.pictures);
  await writeFile(join(directory, 'planted.json'), `${JSON.stringify(catalogue.planted, null, 2)}\n`);
  await writeFileAtomic(files.metadata, await promisify(gzip)(catalogue.metadataText));
  await writeFileAtomic(files.reviews, await promisify(gzip)(catalogue.reviewText));
  return files;
}

function requireWhole(name: string, value: number, least: number): void {
  const whole = Number.isSafeInteger(value) && value >= least;
  requireOption(whole, OWNER, `${name} must be a whole number of at least ${least}, but is ${value}.`);
}

/** Removes this script's own files only; the two that say "complete" go first. */
async function clearEarlier(directory: string, files: SampleCatalogueFiles): Promise<void> {
  await mkdir(join(directory, 'images'), { recursive: true });
  await rm(files.reviews, { force: true });
  await rm(files.metadata, { force: true });
  for (const name of await readdir(join(directory, 'images'))) {
    if (PICTURE_NAME.test(name)) await rm(join(directory, 'images', name));
  }
}

async function writePictures(directory: string, seed: number, plans: readonly PicturePlan[]): Promise<void> {
  for (let start = 0; start < plans.length; start += PICTURES_AT_ONCE) {
    const batch = plans.slice(start, start + PICTURES_AT_ONCE).map(async (plan) => {
      const picture = await developPicture(plan, seed);
      if (picture !== undefined) await writeFile(join(directory, picture.path), picture.bytes);
    });
    await Promise.all(batch);
  }
}
