import type { ModalityColumn } from '../types.js';

/** A column of item vectors to which items can be added without copying it each time. */
export class GrowingColumn {
  readonly name: string;
  readonly dimensions: number;
  #data: Float32Array;
  #vectors: number;
  #rowIndex: Int32Array;
  #items: number;
  #view: ModalityColumn | undefined;

  /** Starts with a column whose memory is taken over. */
  constructor({ name, matrix, rowIndex }: ModalityColumn) {
    this.name = name;
    this.dimensions = matrix.dimensions;
    this.#data = matrix.data;
    this.#vectors = matrix.rows;
    this.#rowIndex = rowIndex;
    this.#items = rowIndex.length;
  }

  /** The column as it is now; the same object until it changes. */
  get column(): ModalityColumn {
    const { name, dimensions } = this;
    this.#view ??= {
      name,
      matrix: { data: this.#data.subarray(0, this.#vectors * dimensions), rows: this.#vectors, dimensions },
      rowIndex: this.#rowIndex.subarray(0, this.#items),
    };
    return this.#view;
  }

  /** The vector of an item; undefined where it has none. Not a copy. */
  vector(item: number): Float32Array | undefined {
    const row = this.#rowIndex[item]!;
    return row < 0 ? undefined : this.#data.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }

  /** Gives an item, one that is there or the next one, its vector, or none. */
  set(item: number, vector: Float32Array | undefined): void {
    this.#view = undefined;
    if (item >= this.#items) {
      this.#rowIndex = roomFor(this.#rowIndex, item + 1, (size) => new Int32Array(size));
      this.#items = item + 1;
    }
    if (vector === undefined) {
      this.#rowIndex[item] = -1;
      return;
    }
    // Always a new row: the old one may belong to several items.
    const size = (this.#vectors + 1) * this.dimensions;
    this.#data = roomFor(this.#data, size, (length) => new Float32Array(length));
    this.#data.set(vector, this.#vectors * this.dimensions);
    this.#rowIndex[item] = this.#vectors;
    this.#vectors += 1;
  }
}

/** The array, or a copy with room to grow when it is too short. */
function roomFor<Values extends Float32Array | Int32Array>(
  values: Values,
  size: number,
  make: (size: number) => Values,
): Values {
  if (values.length >= size) return values;
  const larger = make(Math.ceil(size * 1.25));
  larger.set(values as never);
  return larger;
}
