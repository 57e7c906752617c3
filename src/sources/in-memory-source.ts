import type { DataSource, ReadItemsOptions, ReadOptions } from '../contracts/index.js';
import type { Interaction, Item } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { idsOnly } from './ids-only.js';

/** Options of {@link InMemorySource}. */
export interface InMemorySourceOptions {
  readonly interactions: readonly Interaction[];
  /** Without it items have no titles and no images, only ids. */
  readonly items?: readonly Item[] | undefined;
  /**
   * For summaries and error messages.
   * @default 'InMemorySource'
   */
  readonly name?: string | undefined;
}

/** Defaults of {@link InMemorySourceOptions}. */
export const IN_MEMORY_DEFAULTS = Object.freeze({ name: 'InMemorySource' });

/**
 * Records that the program already has. Records without an id or a rating (null, undefined, empty) are skipped and
 * reported as `MISSING_ITEM_ID`, `MISSING_USER_ID`, `RATING_NOT_A_NUMBER`, with their 1-based position as the line;
 * an id that is no string is a `TypeError`.
 */
export class InMemorySource implements DataSource {
  readonly specVersion = 1;
  readonly name: string;
  readonly #interactions: readonly Interaction[];
  readonly #items: readonly Item[] | undefined;

  /** Only notes the options; raises `INVALID_OPTIONS`. */
  constructor(given: InMemorySourceOptions) {
    const owner = 'InMemorySource';
    const options = resolveOptions<InMemorySourceOptions>(
      owner,
      { interactions: [], items: undefined, ...IN_MEMORY_DEFAULTS },
      given,
    );
    requireOption(Array.isArray(given.interactions), owner, 'interactions must be a list of records.');
    requireOption(
      options.items === undefined || Array.isArray(options.items),
      owner,
      'items must be a list of records, or left out.',
    );
    this.#interactions = options.interactions;
    this.#items = options.items;
    this.name = options.name ?? IN_MEMORY_DEFAULTS.name;
  }

  async *interactions({ signal, onSkip }: ReadOptions = {}): AsyncGenerator<Interaction> {
    for (const [index, interaction] of this.#interactions.entries()) {
      throwIfAborted(signal);
      const reason = defectOf(interaction, index);
      if (reason === undefined) yield interaction;
      else onSkip?.({ reason, file: this.name, line: index + 1 });
    }
  }

  async *items(options: ReadItemsOptions = {}): AsyncGenerator<Item> {
    if (this.#items === undefined) {
      yield* idsOnly(() => this.interactions(), options);
      return;
    }
    for (const [index, item] of this.#items.entries()) {
      throwIfAborted(options.signal);
      if (hasId(item.itemId, `items[${index}].itemId`)) yield item;
      else options.onSkip?.({ reason: 'MISSING_ITEM_ID', file: this.name, line: index + 1 });
    }
  }
}

function defectOf({ itemId, userId, rating }: Interaction, index: number): string | undefined {
  if (!hasId(itemId, `interactions[${index}].itemId`)) return 'MISSING_ITEM_ID';
  if (!hasId(userId, `interactions[${index}].userId`)) return 'MISSING_USER_ID';
  return typeof rating === 'number' && !Number.isNaN(rating) ? undefined : 'RATING_NOT_A_NUMBER';
}

function hasId(id: unknown, what: string): boolean {
  if (id === undefined || id === null || id === '') return false;
  if (typeof id !== 'string')
    throw new TypeError(`${what} must be a string, but is a ${typeof id}. Use String(id).`);
  return true;
}
