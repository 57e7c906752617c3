import type { MatrixProduct } from '../../numeric/matrix-product.js';
import { throwIfAborted } from '../../util/abort.js';
import { mixturesOf } from './mixtures.js';
import type { ColdItems, EaseCore } from './model.js';

const BLOCK = 128;

/**
 * Appends items without interactions by their `content [count, width]`, none of whose rows is zero.
 *
 * Such an item is taken for a mixture `a` of fitted items with similar content: as if people had interacted with it as
 * they have with `X a`. With `u = F'a` and `f` its own content, its column of the Gram matrix is then `g = X'X a + w^2 F f`,
 * and its column of `B` the ridge regression that all others have been through,
 *
 *     b = P g = a + P h,   h = w^2 F (f - u) - lambda a
 *
 * since `X'X = inv(P) - w^2 F F' - lambda I`, so that the interactions themselves are not needed any more. What that leaves
 * unexplained of two such items, the Schur complement of the bordered Gram matrix, is in the same way
 *
 *     S_jk = lambda [j = k] + w^2 (f_j - u_j) f_k - h_j b_k
 */
export async function appendColdItems(
  core: EaseCore,
  cold: ColdItems,
  content: Float32Array,
  product: MatrixProduct,
  signal?: AbortSignal,
): Promise<void> {
  const width = core.means.length;
  const count = content.length / width;
  for (let from = 0; from < count; from += BLOCK) {
    throwIfAborted(signal);
    const rows = Math.min(BLOCK, count - from);
    await appendBlock(core, cold, content.subarray(from * width, (from + rows) * width), rows, product);
  }
}

async function appendBlock(
  core: EaseCore,
  cold: ColdItems,
  content: Float32Array,
  rows: number,
  product: MatrixProduct,
): Promise<void> {
  const { size, inverse, ridge, contentFactor } = core;
  const width = core.means.length;
  const similarity = await product.timesTransposed(content, rows, core.content, size, width);
  const { parts, rest, credit } = mixturesOf(core, content, similarity, rows);
  const h = await product.timesTransposed(rest, rows, core.content, size, width);
  for (let index = 0; index < h.length; index++) h[index]! *= contentFactor;
  for (const { row, item, share } of parts) h[row * size + item]! -= ridge * share;
  const columns = await product.timesTransposed(h, rows, inverse, size, size);
  for (const { row, item, share } of parts) columns[row * size + item]! += share;
  const before = cold.columns.rows;
  cold.columns.append(columns);
  cold.content.append(content);
  cold.credit.append(credit);
  const all = before + rows;
  const restProducts = await product.timesTransposed(rest, rows, cold.content.data, all, width);
  const columnProducts = await product.timesTransposed(h, rows, cold.columns.data, all, size);
  for (let row = 0; row < rows; row++) {
    const own = before + row;
    const line = new Float32Array(own + 1);
    for (let other = 0; other <= own; other++) {
      line[other] = contentFactor * restProducts[row * all + other]! - columnProducts[row * all + other]!;
    }
    line[own]! += ridge;
    cold.covariance.append(line);
  }
}
