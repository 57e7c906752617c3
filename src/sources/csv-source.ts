import type { DataSource, ReadItemsOptions, ReadOptions } from '../contracts/index.js';
import type { Interaction, Item } from '../types.js';
import { requireOption, resolveOptions } from '../util/options.js';
import {
  type InteractionField,
  type ItemField,
  readInteractionRows,
  readItemRows,
  type Table,
} from './csv/rows.js';
import { locate } from './files/location.js';
import { idsOnly } from './ids-only.js';
import { imageResolver, type ResolveImage } from './image-reference.js';

/** A CSV file, plain or gzip, whose first row names the columns. */
export interface CsvTable<Field extends string, Required extends Field> {
  /** Local path or http(s) URL. */
  readonly file: string | URL;
  /** The column of each field, by its name in the first row; fields left out are not read. */
  readonly columns: Readonly<Record<Required, string> & Partial<Record<Field, string>>>;
  /**
   * Between two cells.
   * @default ','
   */
  readonly delimiter?: string | undefined;
}

/** Options of {@link CsvSource}. */
export interface CsvSourceOptions {
  /** `title` and `text` together are the text of an interaction; `timestamp` is in seconds, milliseconds or ISO. */
  readonly interactions: CsvTable<InteractionField, 'userId' | 'itemId' | 'rating'>;
  /** Without it items have no titles and no images, only ids. */
  readonly items?: CsvTable<ItemField, 'itemId'> | undefined;
  /** Folder that image paths are relative to; without it, the folder of a local item table. */
  readonly imagesDir?: string | undefined;
  /**
   * Between two entries of a list in one cell (`features`, `categories`).
   * @default '|'
   */
  readonly listSeparator?: string | undefined;
  /**
   * For summaries and error messages.
   * @default 'CsvSource'
   */
  readonly name?: string | undefined;
}

/** Defaults of {@link CsvSourceOptions} and of its tables. */
export const CSV_DEFAULTS = Object.freeze({ delimiter: ',', listSeparator: '|', name: 'CsvSource' });

/**
 * Tables in CSV files, streamed. Cells may be quoted and hold line ends. Raises `SOURCE_NOT_FOUND`,
 * `SOURCE_UNREADABLE`, `SOURCE_EMPTY`, `SOURCE_FORMAT` (a mapped column is missing; the message names those found)
 * and `ABORTED`. Bad rows are skipped and reported.
 */
export class CsvSource implements DataSource {
  readonly specVersion = 1;
  readonly name: string;
  readonly #interactions: Table<InteractionField>;
  readonly #items: Table<ItemField> | undefined;
  readonly #resolveImage: ResolveImage;
  readonly #listSeparator: string;

  /** Only notes the options; raises `INVALID_OPTIONS`. */
  constructor(given: CsvSourceOptions) {
    const owner = 'CsvSource';
    requireOption(given.interactions !== undefined, owner, 'interactions must be { file, columns }.');
    const { delimiter, ...defaults } = CSV_DEFAULTS;
    const options = resolveOptions<CsvSourceOptions>(
      owner,
      { interactions: given.interactions, items: undefined, imagesDir: undefined, ...defaults },
      given,
    );
    const { interactions, items } = options;
    this.#interactions = tableOf('interactions', interactions, ['userId', 'itemId', 'rating'], delimiter);
    this.#items = items && tableOf('items', items, ['itemId'], delimiter);
    this.#resolveImage = imageResolver((this.#items ?? this.#interactions).location, options.imagesDir);
    this.#listSeparator = options.listSeparator ?? defaults.listSeparator;
    this.name = options.name ?? defaults.name;
  }

  interactions(options: ReadOptions = {}): AsyncGenerator<Interaction> {
    return readInteractionRows(this.#interactions, options);
  }

  items(options: ReadItemsOptions = {}): AsyncGenerator<Item> {
    if (this.#items === undefined) {
      const { onSkip: _, ...silent } = options;
      return idsOnly(() => this.interactions(silent), options);
    }
    return readItemRows(this.#items, this.#listSeparator, this.#resolveImage, options);
  }
}

function tableOf<Field extends string, Required extends Field>(
  which: string,
  given: CsvTable<Field, Required>,
  required: readonly Required[],
  delimiter: string,
): Table<Field> {
  const { file, columns, ...rest } = given;
  const { delimiter: own } = resolveOptions(`CsvSource ${which}`, { delimiter }, rest);
  for (const field of required) {
    const column = columns?.[field];
    requireOption(typeof column === 'string', 'CsvSource', `${which}.columns.${field} must name a column.`);
  }
  return { location: locate(file), columns, delimiter: own };
}
