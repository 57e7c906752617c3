import { createHash } from 'node:crypto';
import { cleanText } from '../../dataset/clean-text.js';
import { indexRows } from '../../embedding-files/check-embeddings.js';
import type { KeyedEmbeddings } from '../../embedding-files/types.js';
import { bytesOf } from '../../util/safetensors.js';

// Raise it when the same vectors would be looked up in another way.
const VERSION = 1;

/** Vectors that are found by their ids. */
export class VectorIndex {
  readonly dimensions: number;
  readonly count: number;
  /** Hash of ids and vectors; their order does not matter. */
  readonly hash: string;
  readonly #data: Float32Array;
  readonly #rowOf: ReadonlyMap<string, number>;
  readonly #sorted: readonly string[];
  #rowOfCleaned: ReadonlyMap<string, number> | undefined;

  /** Raises `INVALID_EMBEDDING` for an id with two different vectors. The matrix is kept, not copied. */
  constructor(owner: string, embeddings: KeyedEmbeddings) {
    const { data, dimensions } = embeddings.matrix;
    this.dimensions = dimensions;
    this.#data = data;
    this.#rowOf = indexRows(owner, embeddings);
    this.count = this.#rowOf.size;
    this.#sorted = [...this.#rowOf.keys()].sort();
    const hash = createHash('sha256').update(JSON.stringify([VERSION, dimensions, this.count]));
    for (const id of this.#sorted) {
      hash.update(`${id.length}:${id}`).update(bytesOf(this.#vector(this.#rowOf.get(id)!)));
    }
    this.hash = hash.digest('hex');
  }

  has(id: string): boolean {
    return this.#rowOf.has(id);
  }

  /** The vector of an id: a view, not a copy. */
  find(id: string): Float32Array | undefined {
    const row = this.#rowOf.get(id);
    return row === undefined ? undefined : this.#vector(row);
  }

  /**
   * The vector of an id that becomes this text once it is cleaned as training texts are: people key their vectors by
   * texts as written. Of several, the first in the order of their ids.
   */
  findCleaned(text: string): Float32Array | undefined {
    this.#rowOfCleaned ??= this.#indexCleaned();
    const row = this.#rowOfCleaned.get(text);
    return row === undefined ? undefined : this.#vector(row);
  }

  /** Some of the ids, for messages. */
  examples(): readonly string[] {
    return this.#sorted.slice(0, 3);
  }

  #indexCleaned(): Map<string, number> {
    const rowOf = new Map<string, number>();
    for (const id of this.#sorted) {
      const cleaned = cleanText(id);
      if (!rowOf.has(cleaned)) rowOf.set(cleaned, this.#rowOf.get(id)!);
    }
    return rowOf;
  }

  #vector(row: number): Float32Array {
    return this.#data.subarray(row * this.dimensions, (row + 1) * this.dimensions);
  }
}
