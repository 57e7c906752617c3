import type { Neighbours, VectorIndex, VectorSearchOptions } from '../contracts/index.js';
import { type MatrixProduct, openMatrixProduct } from '../numeric/matrix-product.js';
import { topK } from '../numeric/top-k.js';
import type { EmbeddingMatrix } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { checkVectors } from './vectors/check-vectors.js';
import { dotProducts, unitRows } from './vectors/unit-rows.js';

/** Similarities of one block of queries: 32 MB. */
const BLOCK_VALUES = 8_000_000;
/** Multiplications below which a plain loop is done before the native library would have begun. */
const FEW_MULTIPLICATIONS = 500_000;

/**
 * Compares every query with every vector: cosine similarities of blocks of queries as one matrix product on all cores, then
 * the `k` largest of each. Exact, without parameters, and fast up to some hundred thousand vectors; beyond, plug in an
 * approximate index. Vectors take `4 * dimensions` bytes each. Searches that run while vectors are added or
 * removed see the index as it was when they began, but for vectors that are replaced meanwhile.
 *
 * Raises `DIMENSION_MISMATCH` for vectors of another length than the first ones, `INVALID_EMBEDDING` for numbers that
 * are not finite, `ABORTED`; `RangeError` unless `k` is a whole number of at least 0.
 */
export class ExactVectorIndex implements VectorIndex {
  readonly specVersion = 1;
  readonly name = 'ExactVectorIndex';
  #dimensions: number | undefined;
  /** Rows of length 1, or 0 for zero vectors, in the order of `#ids`; with room to grow. */
  #rows = new Float32Array();
  #ids: string[] = [];
  #positions = new Map<string, number>();
  #product: Promise<MatrixProduct> | undefined;

  /** How many vectors there are. */
  get size(): number {
    return this.#ids.length;
  }

  async upsert(ids: readonly string[], vectors: EmbeddingMatrix): Promise<void> {
    checkVectors(this.name, vectors, this.#dimensions, ids.length);
    if (ids.length === 0) return;
    const { dimensions } = vectors;
    this.#dimensions = dimensions;
    this.#makeRoom((this.size + ids.length) * dimensions);
    const normalised = unitRows(vectors);
    for (const [row, id] of ids.entries()) {
      let position = this.#positions.get(id);
      if (position === undefined) {
        position = this.#ids.push(id) - 1;
        this.#positions.set(id, position);
      }
      const vector = normalised.subarray(row * dimensions, (row + 1) * dimensions);
      this.#rows.set(vector, position * dimensions);
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    const gone = new Set(ids.filter((id) => this.#positions.has(id)));
    if (gone.size === 0) return;
    const dimensions = this.#dimensions!;
    const kept = this.#ids.filter((id) => !gone.has(id));
    // New memory, because a search may be reading the old.
    const rows = new Float32Array(kept.length * dimensions);
    for (const [position, id] of kept.entries()) {
      const old = this.#positions.get(id)! * dimensions;
      rows.set(this.#rows.subarray(old, old + dimensions), position * dimensions);
    }
    this.#rows = rows;
    this.#ids = kept;
    this.#positions = new Map(kept.map((id, position) => [id, position]));
  }

  async search(
    queries: EmbeddingMatrix,
    k: number,
    { signal }: VectorSearchOptions = {},
  ): Promise<readonly Neighbours[]> {
    throwIfAborted(signal);
    checkVectors(this.name, queries, this.#dimensions);
    if (!Number.isInteger(k) || k < 0)
      throw new RangeError(`k must be a whole number of at least 0, not ${k}.`);
    const { size } = this;
    const ids = this.#ids;
    const { dimensions } = queries;
    const rows = this.#rows.subarray(0, size * dimensions);
    const units = unitRows(queries);
    const found: Neighbours[] = [];
    const step = Math.max(1, Math.floor(BLOCK_VALUES / Math.max(1, size)));
    for (let from = 0; from < queries.rows; from += step) {
      throwIfAborted(signal);
      const count = Math.min(step, queries.rows - from);
      const block = units.subarray(from * dimensions, (from + count) * dimensions);
      const similarities = await this.#similarities(block, count, rows, size, dimensions);
      for (let query = 0; query < count; query++) {
        found.push(nearest(ids, similarities.subarray(query * size, (query + 1) * size), k));
      }
    }
    return found;
  }

  async dispose(): Promise<void> {
    const product = this.#product;
    this.#product = undefined;
    this.#dimensions = undefined;
    this.#rows = new Float32Array();
    this.#ids = [];
    this.#positions = new Map();
    await (await product)?.release();
  }

  async #similarities(
    queries: Float32Array,
    count: number,
    rows: Float32Array,
    size: number,
    dimensions: number,
  ): Promise<Float32Array> {
    if (count * rows.length <= FEW_MULTIPLICATIONS) return dotProducts(queries, rows, dimensions);
    this.#product ??= openMatrixProduct();
    return (await this.#product).timesTransposed(queries, count, rows, size, dimensions);
  }

  #makeRoom(values: number): void {
    if (values <= this.#rows.length) return;
    const larger = new Float32Array(Math.max(values, Math.ceil(this.#rows.length * 1.5)));
    larger.set(this.#rows);
    this.#rows = larger;
  }
}

function nearest(ids: readonly string[], similarities: Float32Array, k: number): Neighbours {
  const positions = topK(similarities, k);
  return {
    ids: Array.from(positions, (position) => ids[position]!),
    // Rounding takes a vector's similarity to itself a little beyond 1.
    similarities: Float32Array.from(positions, (position) =>
      Math.min(1, Math.max(-1, similarities[position]!)),
    ),
  };
}
