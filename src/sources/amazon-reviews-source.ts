import type { DataSource, ReadItemsOptions, ReadOptions } from '../contracts/index.js';
import type { Interaction, Item } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { itemFormat } from './amazon/parse-item.js';
import { reviewFormat } from './amazon/parse-review.js';
import { type Location, locate, shortName } from './files/location.js';
import { idsOnly } from './ids-only.js';
import { imageResolver } from './image-reference.js';
import { readRecords } from './jsonl/read-records.js';
import type { ReviewText } from './review-text.js';

/** Options of {@link AmazonReviewsSource}. */
export interface AmazonReviewsSourceOptions {
  /** Review file: local path or http(s) URL of JSON Lines, plain or gzip. */
  readonly reviews: string | URL;
  /** Metadata file, likewise. Without it items have no titles and no images, only ids. */
  readonly metadata?: string | URL | undefined;
  /**
   * Folder that image paths in the metadata are relative to; without it, the folder of a local metadata file. A
   * remote metadata file may name pictures on this machine only inside this folder.
   */
  readonly imagesDir?: string | undefined;
  /**
   * What the text of a review is: its title and its text, or its text alone. Titles that Amazon made from the rating
   * ("Five Stars") are never part of it.
   * @default 'title-and-text'
   */
  readonly text?: ReviewText | undefined;
  /** Pictures that are read of an item, the first included; the others are its `moreImages`. @default 1 */
  readonly imagesPerItem?: number | undefined;
}

/** Defaults of {@link AmazonReviewsSourceOptions}. */
export const AMAZON_REVIEWS_DEFAULTS = Object.freeze({
  text: 'title-and-text' as ReviewText,
  imagesPerItem: 1 as number,
});

/**
 * Amazon review files of 2023, 2018 and before, or anything with the same fields, streamed: a file of any size passes
 * through, and leaving the stream early ends the download. Joined on `parent_asin`, or `asin` where there is none.
 *
 * Reading raises `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE` (also for a truncated file), `SOURCE_EMPTY`, `SOURCE_FORMAT`
 * (a JSON array, pretty-printed JSON, CSV, ...: with the command that mends it) and `ABORTED`. Single bad lines are
 * skipped and reported with their line number.
 */
export class AmazonReviewsSource implements DataSource {
  readonly specVersion = 1;
  readonly name: string;
  readonly #reviews: Location;
  readonly #metadata: Location | undefined;
  readonly #imagesDir: string | undefined;
  readonly #text: ReviewText;
  readonly #imagesPerItem: number;

  /** Only notes the options; raises `INVALID_OPTIONS`. */
  constructor(given: AmazonReviewsSourceOptions) {
    const owner = 'AmazonReviewsSource';
    const options = resolveOptions<AmazonReviewsSourceOptions & typeof AMAZON_REVIEWS_DEFAULTS>(
      owner,
      { reviews: '', metadata: undefined, imagesDir: undefined, ...AMAZON_REVIEWS_DEFAULTS },
      given,
    );
    requireOption(options.reviews !== '', owner, 'reviews must be a path or URL, but nothing was given.');
    requireOption(
      options.text === 'title-and-text' || options.text === 'text',
      owner,
      `text must be "title-and-text" or "text", but is "${options.text}".`,
    );
    const { imagesPerItem } = options;
    requireOption(
      Number.isInteger(imagesPerItem) && imagesPerItem >= 1,
      owner,
      `imagesPerItem must be a whole number from 1, not ${imagesPerItem}.`,
    );
    this.#reviews = locate(options.reviews);
    this.#metadata = options.metadata === undefined ? undefined : locate(options.metadata);
    this.#imagesDir = options.imagesDir;
    this.#text = options.text;
    this.#imagesPerItem = imagesPerItem;
    this.name = `${owner} (${[options.reviews, options.metadata ?? 'no metadata'].map(shortName).join(', ')})`;
  }

  interactions(options: ReadOptions = {}): AsyncGenerator<Interaction> {
    return readRecords(this.#reviews, reviewFormat(this.#text), options);
  }

  items(options: ReadItemsOptions = {}): AsyncGenerator<Item> {
    const metadata = this.#metadata;
    if (metadata === undefined) {
      const { onSkip: _, ...silent } = options;
      return idsOnly(() => this.interactions(silent), options);
    }
    const format = itemFormat(imageResolver(metadata, this.#imagesDir), this.#imagesPerItem, options.itemIds);
    return readRecords(metadata, format, options);
  }
}
