import { type NeighbourOptions, type NeighbourTable, neighboursAmong } from '../../numeric/neighbours.js';
import { sharedNeighbours } from '../../numeric/shared-neighbours.js';
import type { ModalityColumn, PluginState } from '../../types.js';
import type { FittedModality } from '../check-fit-input.js';
import { GrowingColumn } from '../growing-column.js';
import { corrupt, savedArray, savedIntegers } from '../saved-state.js';

/**
 * The vectors of one modality for the items of a fit, which are shared with whoever else holds them, and for the items that
 * were added since, which are kept apart so that the many need not be copied for the few.
 */
export class ItemVectors {
  readonly base: ModalityColumn;
  readonly #added: GrowingColumn;

  constructor(base: ModalityColumn, added: ModalityColumn = empty(base)) {
    this.base = base;
    this.#added = new GrowingColumn(added);
  }

  get name(): string {
    return this.base.name;
  }

  get dimensions(): number {
    return this.base.matrix.dimensions;
  }

  get items(): number {
    return this.base.rowIndex.length + this.#added.column.rowIndex.length;
  }

  /** At least `k` neighbours of every item of the fit among the items of the fit. */
  neighbours(k: number, options?: NeighbourOptions): Promise<NeighbourTable> {
    return sharedNeighbours(this.base, k, options);
  }

  /** Takes items in. Returns at least `k` neighbours of each of them, where there are so many, among all items. */
  async add(column: ModalityColumn, k: number): Promise<NeighbourTable> {
    const first = this.#added.column.rowIndex.length;
    const { matrix, rowIndex } = column;
    for (const [item, row] of rowIndex.entries()) {
      const vector = matrix.data.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions);
      this.#added.set(first + item, row < 0 ? undefined : vector);
    }
    const older = await sharedNeighbours(column, k, { among: this.base });
    const newer = await neighboursAmong(column, this.#added.column, k + 1);
    return merged(older, newer, this.base.rowIndex.length, first);
  }

  /** Adds what {@link ItemVectors.restore} needs to the arrays of a state, under names that begin with `prefix`. */
  save(prefix: string, arrays: Record<string, Float32Array>): void {
    for (const [part, column] of [['base', this.base] as const, ['added', this.#added.column] as const]) {
      arrays[`${prefix}.${part}.vectors`] = column.matrix.data;
      arrays[`${prefix}.${part}.rows`] = Float32Array.from(column.rowIndex);
    }
  }

  /** The inverse of `save`. Raises `SAVE_CORRUPT`. */
  static restore(owner: string, state: PluginState, prefix: string, modality: FittedModality): ItemVectors {
    const column = (part: string): ModalityColumn => {
      const { name, dimensions } = modality;
      const data = savedArray(owner, state, `${prefix}.${part}.vectors`);
      const rows = data.length / dimensions;
      if (!Number.isInteger(rows))
        throw corrupt(owner, `the vectors of "${name}" are not ${dimensions} wide`);
      const rowIndex = savedIntegers(owner, state, `${prefix}.${part}.rows`, { least: -1, below: rows });
      return { name, matrix: { data, rows, dimensions }, rowIndex };
    };
    return new ItemVectors(column('base'), column('added'));
  }
}

function empty({ name, matrix }: ModalityColumn): ModalityColumn {
  const { dimensions } = matrix;
  return { name, matrix: { data: new Float32Array(0), rows: 0, dimensions }, rowIndex: new Int32Array(0) };
}

/** One list from two for every new item, without the item itself; `newer` counts from 0 what comes after `baseItems`. */
function merged(
  older: NeighbourTable,
  newer: NeighbourTable,
  baseItems: number,
  first: number,
): NeighbourTable {
  const { rows, k } = older;
  const index = new Int32Array(rows * k).fill(-1);
  const similarity = new Float32Array(rows * k);
  for (let row = 0; row < rows; row++) {
    const found = [...entries(older, row, 0), ...entries(newer, row, baseItems)]
      .filter(({ item }) => item !== baseItems + first + row)
      .sort((left, right) => right.similarity - left.similarity || left.item - right.item);
    for (const [place, neighbour] of found.slice(0, k).entries()) {
      index[row * k + place] = neighbour.item;
      similarity[row * k + place] = neighbour.similarity;
    }
  }
  return { rows, k, index, similarity };
}

/** One list of a table, its items counted from `from`. */
function* entries({ k, index, similarity }: NeighbourTable, row: number, from: number) {
  for (let at = row * k; at < (row + 1) * k && index[at] !== -1; at++) {
    yield { item: from + index[at]!, similarity: similarity[at]! };
  }
}
