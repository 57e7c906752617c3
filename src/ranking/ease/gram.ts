import type { InteractionMatrix } from '../../contracts/index.js';
import type { MatrixProduct } from '../../numeric/matrix-product.js';
import { addUpper } from '../../numeric/symmetric-blocks.js';
import { throwIfAborted } from '../../util/abort.js';
import { breather } from './breather.js';

const TILE_ROWS = 256;

/**
 * Adds the Gram matrix of the interactions to the upper triangle of `gram [size, size]`: for each two items the sum
 * over all people of the products of their weights. `place` is the row of every item, below 0 for those without one.
 */
export async function addInteractions(
  gram: Float32Array,
  size: number,
  { users, rowStart, itemIndex, weight }: InteractionMatrix,
  place: Int32Array,
  signal: AbortSignal | undefined,
): Promise<void> {
  const breathe = breather(signal);
  for (let user = 0; user < users; user++) {
    const end = rowStart[user + 1]!;
    const count = end - rowStart[user]!;
    for (let entry = rowStart[user]!; entry < end; entry++) {
      const own = weight[entry]!;
      // Rows ascend with items, and items within a user: all of these lie in the upper triangle.
      const start = place[itemIndex[entry]!]! * size;
      for (let other = entry; other < end; other++) {
        gram[start + place[itemIndex[other]!]!]! += own * weight[other]!;
      }
    }
    await breathe((count * count) / 2);
  }
}

/** Adds `factor` times the products of all rows of `content [size, width]` to the upper triangle of `gram [size, size]`. */
export async function addContent(
  gram: Float32Array,
  size: number,
  content: Float32Array,
  factor: number,
  product: MatrixProduct,
  signal: AbortSignal | undefined,
): Promise<void> {
  const width = content.length / size;
  const memory = new Float32Array(Math.min(TILE_ROWS, size) * size);
  for (let from = 0; from < size; from += TILE_ROWS) {
    throwIfAborted(signal);
    const to = Math.min(size, from + TILE_ROWS);
    const rows = content.subarray(from * width, to * width);
    const target = memory.subarray(0, (to - from) * (size - from));
    const others = content.subarray(from * width);
    await product.timesTransposed(rows, to - from, others, size - from, width, target);
    addUpper(gram, size, from, to, target, factor);
  }
}
