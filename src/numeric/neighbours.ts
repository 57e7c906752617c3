import type { ModalityColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { BestLists } from './best-lists.js';
import { type DistinctRows, distinctRows } from './distinct-rows.js';
import { openMatrixProduct } from './matrix-product.js';

/** The most similar items of each of many items. */
export interface NeighbourTable {
  /** Number of lists. */
  readonly rows: number;
  /** Room of every list. */
  readonly k: number;
  /** `[rows, k]`: items, most similar first, equal ones by lower number; -1 where a list is shorter. */
  readonly index: Int32Array;
  /** `[rows, k]`: cosine similarities, -1 to 1. */
  readonly similarity: Float32Array;
}

/** Options of the searches. */
export interface NeighbourOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told how many of how many rows have been compared. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A block of similarities is `[512, rows]`: 47 MB at 23,000 rows. */
const BLOCK_ROWS = 512;

/**
 * The `k` most similar other items of every item of a column, exactly, by cosine. Items without a vector, or with a zero
 * vector, have no neighbours and are nobody's. Each pair of vectors is compared once: half of the product of the matrix
 * with its transpose, in blocks, between which the event loop runs. Raises `ABORTED`.
 */
export async function computeNeighbours(
  column: ModalityColumn,
  k: number,
  { signal, onProgress }: NeighbourOptions = {},
): Promise<NeighbourTable> {
  const distinct = distinctRows(column);
  const { data, rows, dimensions, inverseLength } = distinct;
  const best = new BestLists(rows, Math.min(k, rows));
  const product = await openMatrixProduct();
  const space = new Float32Array(Math.min(BLOCK_ROWS, rows) * rows);
  try {
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      await pause(signal);
      const size = Math.min(BLOCK_ROWS, rows - start);
      const block = data.subarray(start * dimensions, (start + size) * dimensions);
      const width = rows - start;
      const dots = await product.timesTransposed(
        block,
        size,
        data.subarray(start * dimensions),
        width,
        dimensions,
        space.subarray(0, size * width),
      );
      for (let row = 0; row < size; row++) {
        offerBothWays(best, dots.subarray(row * width, (row + 1) * width), start, row, inverseLength);
      }
      onProgress?.(start + size, rows);
    }
  } finally {
    await product.release();
  }
  return itemLists(distinct, distinct, best, k, true);
}

/**
 * The `k` most similar items of `among` for every item of `queries`, exactly, by cosine. `allowed` has one byte per
 * item of `among`; those with 0 are left out. Raises `ABORTED`.
 */
export async function neighboursAmong(
  queries: ModalityColumn,
  among: ModalityColumn,
  k: number,
  { signal, allowed }: NeighbourOptions & { readonly allowed?: Uint8Array | undefined } = {},
): Promise<NeighbourTable> {
  const asked = distinctRows(queries);
  const base = allowed === undefined ? distinctRows(among) : only(distinctRows(among), allowed);
  const { dimensions } = base;
  const best = new BestLists(asked.rows, Math.min(k, base.rows));
  const product = await openMatrixProduct();
  const space = new Float32Array(Math.min(BLOCK_ROWS, asked.rows) * base.rows);
  try {
    for (let start = 0; start < asked.rows; start += BLOCK_ROWS) {
      await pause(signal);
      const size = Math.min(BLOCK_ROWS, asked.rows - start);
      const block = asked.data.subarray(start * dimensions, (start + size) * dimensions);
      const target = space.subarray(0, size * base.rows);
      const dots = await product.timesTransposed(block, size, base.data, base.rows, dimensions, target);
      for (let row = 0; row < size; row++) {
        const one = start + row;
        const scale = asked.inverseLength[one]!;
        for (let other = 0; other < base.rows; other++) {
          const cosine = dots[row * base.rows + other]! * scale * base.inverseLength[other]!;
          if (cosine > best.threshold[one]!) best.offer(one, other, cosine);
        }
      }
    }
  } finally {
    await product.release();
  }
  return itemLists(asked, base, best, k, false);
}

/** Similarities of one row of a block with itself and all later rows: each is news to both of the two. */
function offerBothWays(
  best: BestLists,
  dots: Float32Array,
  start: number,
  row: number,
  inverseLength: Float64Array,
): void {
  const { threshold } = best;
  const one = start + row;
  const scale = inverseLength[one]!;
  let least = threshold[one]!;
  for (let column = row + 1; column < dots.length; column++) {
    const other = start + column;
    const cosine = dots[column]! * scale * inverseLength[other]!;
    if (cosine > least) {
      best.offer(one, other, cosine);
      least = threshold[one]!;
    }
    if (cosine > threshold[other]!) best.offer(other, one, cosine);
  }
}

/** From lists of distinct vectors to lists of the items that have them. */
function itemLists(
  asked: DistinctRows,
  base: DistinctRows,
  best: BestLists,
  k: number,
  isSame: boolean,
): NeighbourTable {
  const items = asked.rowOfItem.length;
  const lists = new BestLists(items, k);
  for (const [item, row] of asked.rowOfItem.entries()) {
    if (row < 0 || Number.isNaN(asked.inverseLength[row])) continue;
    const found: { item: number; similarity: number }[] = [];
    const take = (from: number, similarity: number) => {
      // The first k of equally similar ones, and one more in case that it is the item itself, are all that can count.
      const end = Math.min(base.itemStart[from + 1]!, base.itemStart[from]! + k + 1);
      for (let at = base.itemStart[from]!; at < end; at++) {
        if (!isSame || base.item[at] !== item) found.push({ item: base.item[at]!, similarity });
      }
    };
    if (isSame) take(row, 1);
    for (let at = row * best.room; at < (row + 1) * best.room && best.index[at] !== -1; at++) {
      take(best.index[at]!, best.similarity[at]!);
    }
    found.sort((left, right) => right.similarity - left.similarity || left.item - right.item);
    for (const [place, neighbour] of found.slice(0, k).entries()) {
      lists.index[item * k + place] = neighbour.item;
      lists.similarity[item * k + place] = neighbour.similarity;
    }
  }
  return { rows: items, k, index: lists.index, similarity: lists.similarity };
}

/** The rows of allowed items; the others stay in the matrix, but are similar to nothing. */
function only(distinct: DistinctRows, allowed: Uint8Array): DistinctRows {
  const { rows, itemStart, item } = distinct;
  const start = new Int32Array(rows + 1);
  const kept: number[] = [];
  const inverseLength = distinct.inverseLength.slice();
  for (let row = 0; row < rows; row++) {
    for (let at = itemStart[row]!; at < itemStart[row + 1]!; at++)
      if (allowed[item[at]!]) kept.push(item[at]!);
    start[row + 1] = kept.length;
    if (start[row] === kept.length) inverseLength[row] = Number.NaN;
  }
  return { ...distinct, itemStart: start, item: Int32Array.from(kept), inverseLength };
}

/** Lets other work of the process have its turn. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}
