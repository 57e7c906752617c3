/** Numbers the distinct rows of a batch from 0, in order of first appearance, so that gradients can be compact. */
export class RowNumbers {
  /** The distinct rows. */
  readonly rows: Int32Array;
  readonly #numberOf = new Map<number, number>();

  constructor(...lists: readonly Int32Array[]) {
    for (const list of lists) {
      for (const row of list) if (!this.#numberOf.has(row)) this.#numberOf.set(row, this.#numberOf.size);
    }
    this.rows = Int32Array.from(this.#numberOf.keys());
  }

  /** The numbers of rows that are among those numbered. */
  of(rows: Int32Array): Int32Array {
    return rows.map((row) => this.#numberOf.get(row)!);
  }
}
