import { RecommenderError } from '../errors.js';
import type { StoredMatrix } from '../types.js';
import { sha256 } from '../util/hash.js';
import type { EmbeddingStore } from './types.js';

/** The vectors of a list of inputs as a matrix that is read from an embedding store. */
export class StoredEmbeddings implements StoredMatrix {
  readonly rows: number;
  readonly fingerprint: string;
  readonly #store: EmbeddingStore;
  readonly #encoder: string;
  readonly #keys: readonly string[];

  /** `keys` are the content hashes of the inputs, one per matrix row; `encoder` is the fingerprint of what encoded them. */
  constructor(
    store: EmbeddingStore,
    encoder: string,
    keys: readonly string[],
    readonly dimensions: number,
  ) {
    this.#store = store;
    this.#encoder = encoder;
    this.#keys = keys;
    this.rows = keys.length;
    this.fingerprint = sha256(JSON.stringify([encoder, keys]));
  }

  /** Raises `STORE_UNUSABLE` when a vector is no longer there. */
  async read(rows: Int32Array, target: Float32Array): Promise<void> {
    const { dimensions } = this;
    const present = [...rows.keys()].filter((position) => rows[position]! >= 0);
    const keys = present.map((position) => this.#keys[rows[position]!]!);
    const vectors = await this.#store.getMany(this.#encoder, keys);
    target.fill(0, 0, rows.length * dimensions);
    for (const [i, position] of present.entries()) {
      const vector = vectors[i];
      if (vector?.length !== dimensions) {
        throw new RecommenderError(
          'STORE_UNUSABLE',
          `The embedding store had the vector of ${keys[i]} and has it no longer. Embed again, and leave the store alone while it is read.`,
          { data: { key: keys[i]! } },
        );
      }
      target.set(vector, position * dimensions);
    }
  }
}
