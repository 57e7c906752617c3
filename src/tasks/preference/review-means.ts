import type { EmbeddingMatrix, ModalityColumn } from '../../types.js';

/** A review by its author and item, numbered from 0. */
export interface ReviewRow {
  readonly user: number;
  readonly item: number;
}

/** The means of review vectors that a model may see. */
export interface ReviewMeans {
  /** One row per item: the mean of all its reviews. */
  readonly ofItems: ModalityColumn;
  /** One row per interaction: the mean of the reviews of its item that *other* people wrote. */
  readonly ofOthers: ModalityColumn;
}

interface Sum {
  readonly vector: Float64Array;
  count: number;
}

/**
 * Averages the review vectors of every item, once over all of them and once, for every interaction, without those of its own user: the
 * review whose rating is to be predicted never speaks for itself.
 *
 * @param reviews one entry per interaction; -1 where its review must not be seen (validation and test) or has no text
 * @param rows user and item of every interaction
 */
export function reviewMeans(reviews: ModalityColumn, rows: readonly ReviewRow[], items: number): ReviewMeans {
  const name = 'reviews';
  const { dimensions } = reviews.matrix;
  const all = new Map<number, Sum>();
  const own = new Map<string, Sum>();
  for (const [row, { user, item }] of rows.entries()) {
    const index = reviews.rowIndex[row]!;
    if (index < 0) continue;
    const vector = reviews.matrix.data.subarray(index * dimensions, (index + 1) * dimensions);
    addTo(all, item, vector);
    addTo(own, `${user} ${item}`, vector);
  }
  const itemMeans = new Means(dimensions);
  const ofItems = Int32Array.from({ length: items }, (_, item) => itemMeans.add(all.get(item), undefined));
  const otherMeans = new Means(dimensions);
  const shared = new Map<number, number>();
  const ofOthers = Int32Array.from(rows, ({ user, item }) => {
    const mine = own.get(`${user} ${item}`);
    if (mine) return otherMeans.add(all.get(item), mine);
    // Whoever has not reviewed the item sees the same mean as everybody else who has not.
    const known = shared.get(item);
    if (known !== undefined) return known;
    const index = otherMeans.add(all.get(item), undefined);
    shared.set(item, index);
    return index;
  });
  return {
    ofItems: { name, matrix: itemMeans.matrix(), rowIndex: ofItems },
    ofOthers: { name, matrix: otherMeans.matrix(), rowIndex: ofOthers },
  };
}

function addTo<Key>(sums: Map<Key, Sum>, key: Key, vector: Float32Array): void {
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { vector: new Float64Array(vector.length), count: 0 };
    sums.set(key, sum);
  }
  for (const [d, value] of vector.entries()) sum.vector[d]! += value;
  sum.count += 1;
}

/** Collects means as matrix rows. */
class Means {
  readonly #dimensions: number;
  readonly #vectors: Float32Array[] = [];

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  /** The matrix row of the mean of all but these, or -1 when nothing is left. */
  add(all: Sum | undefined, without: Sum | undefined): number {
    const count = (all?.count ?? 0) - (without?.count ?? 0);
    if (all === undefined || count <= 0) return -1;
    const vector = Float32Array.from(all.vector, (sum, d) => (sum - (without?.vector[d] ?? 0)) / count);
    this.#vectors.push(vector);
    return this.#vectors.length - 1;
  }

  matrix(): EmbeddingMatrix {
    const data = new Float32Array(this.#vectors.length * this.#dimensions);
    for (const [row, vector] of this.#vectors.entries()) data.set(vector, row * this.#dimensions);
    return { data, rows: this.#vectors.length, dimensions: this.#dimensions };
  }
}
