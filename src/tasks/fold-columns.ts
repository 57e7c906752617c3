import type { RatingColumn } from '../types.js';

/**
 * Columns by the encoder that made them, for one fold at a time: an encoder that several sets have in common learns and encodes once in each
 * fold. Encoders of one fold after the other would keep the columns of all folds in memory.
 */
export class FoldColumns {
  readonly #columns = new Map<object, readonly RatingColumn[]>();
  #train: Int32Array | undefined;
  #seed: number | undefined;

  /** What `make` makes of an encoder that has seen `train` with `seed`; anything of another fold is forgotten. */
  async of(
    encoder: object,
    train: Int32Array,
    seed: number,
    make: () => Promise<readonly RatingColumn[]>,
  ): Promise<readonly RatingColumn[]> {
    if (train !== this.#train || seed !== this.#seed) this.#columns.clear();
    this.#train = train;
    this.#seed = seed;
    const columns = this.#columns.get(encoder) ?? (await make());
    this.#columns.set(encoder, columns);
    return columns;
  }
}
