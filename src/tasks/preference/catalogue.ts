import { Vocabulary } from '../../dataset/vocabulary.js';
import { RecommenderError } from '../../errors.js';
import { GrowingColumn } from '../../ranking/growing-column.js';
import type { Item, ModalityColumn } from '../../types.js';

/** The items that can be recommended, with their vectors. Items are numbered from 0 in the order in which they came. */
export class Catalogue {
  readonly #ids: Vocabulary;
  readonly #items: Item[];
  readonly #columns: readonly GrowingColumn[];

  /** One entry per item in `items` and in every column. */
  constructor(items: readonly Item[], columns: readonly ModalityColumn[]) {
    this.#items = [...items];
    this.#ids = new Vocabulary(items.map(({ itemId }) => itemId));
    this.#columns = columns.map((column) => new GrowingColumn(column));
  }

  get size(): number {
    return this.#items.length;
  }

  get items(): readonly Item[] {
    return this.#items;
  }

  get columns(): readonly ModalityColumn[] {
    return this.#columns.map(({ column }) => column);
  }

  /** The number of an item, -1 for an unknown one. */
  numberOf(itemId: string): number {
    return this.#ids.indexOf(itemId) - 1;
  }

  /** The number of an item. Raises `UNKNOWN_ITEM`. */
  requireNumber(itemId: string): number {
    const number = this.numberOf(itemId);
    if (number >= 0) return number;
    throw new RecommenderError(
      'UNKNOWN_ITEM',
      `The catalogue of ${this.size} items has no item "${itemId}". Add it with upsertItems(), or check the id.`,
      { data: { itemId } },
    );
  }

  item(number: number): Item {
    return this.#items[number]!;
  }

  /** The vector of an item in a modality; undefined where it has none. */
  vector(number: number, modality: string): Float32Array | undefined {
    return this.#columns.find(({ name }) => name === modality)?.vector(number);
  }

  /** Replaces an item or adds a new one; modalities that are not named keep their vector. Returns its number. */
  upsert(item: Item, vectors: ReadonlyMap<string, Float32Array | undefined>): number {
    const known = this.numberOf(item.itemId);
    const number = known < 0 ? this.#ids.add(item.itemId) - 1 : known;
    this.#items[number] = item;
    for (const column of this.#columns) {
      if (vectors.has(column.name)) column.set(number, vectors.get(column.name));
      else if (known < 0) column.set(number, undefined);
    }
    return number;
  }
}
