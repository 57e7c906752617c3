/** A matrix to which rows can be added without copying it each time. */
export class GrowingRows {
  #data: Float32Array;
  #length: number;
  #view: Float32Array;

  /** Starts with rows whose memory is taken over. */
  constructor(
    readonly width: number,
    data: Float32Array = new Float32Array(),
  ) {
    this.#data = data;
    this.#length = data.length;
    this.#view = data;
  }

  get rows(): number {
    return this.width === 0 ? 0 : this.#length / this.width;
  }

  /** All rows; a view that later rows leave as it is. */
  get data(): Float32Array {
    return this.#view;
  }

  row(index: number): Float32Array {
    return this.#data.subarray(index * this.width, (index + 1) * this.width);
  }

  /**
   * The same rows, to be appended to without those here noticing. Memory is shared, so only the latest fork may be
   * appended to.
   */
  fork(): GrowingRows {
    const fork = new GrowingRows(this.width, this.#data);
    fork.#length = this.#length;
    fork.#view = this.#view;
    return fork;
  }

  append(rows: Float32Array): void {
    const length = this.#length + rows.length;
    if (length > this.#data.length) {
      const larger = new Float32Array(this.#length === 0 ? length : Math.ceil(length * 1.25));
      larger.set(this.#view);
      this.#data = larger;
    }
    this.#data.set(rows, this.#length);
    this.#length = length;
    this.#view = this.#data.subarray(0, length);
  }
}
