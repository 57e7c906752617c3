import type { MatrixProduct } from '../../numeric/matrix-product.js';
import type { ModalityColumn } from '../../types.js';
import { appendColdItems } from './cold-items.js';
import { contentRows } from './content.js';
import { copyCold, type EaseModel } from './model.js';

/**
 * The model with items without interactions: `rows[i]` of the columns belongs to item `items[i]`. Items beyond those of
 * the model follow without a gap.
 */
export async function extendModel(
  model: EaseModel,
  columns: readonly ModalityColumn[],
  rows: Int32Array,
  items: Int32Array,
  product: MatrixProduct,
  signal?: AbortSignal,
): Promise<EaseModel> {
  const { core } = model;
  const width = core.means.length;
  const size = Math.max(model.warmPlace.length, (items.at(-1) ?? -1) + 1);
  const warmPlace = lengthened(model.warmPlace, size);
  const coldPlace = lengthened(model.coldPlace, size);
  const known = contentRows(width === 0 ? [] : columns, rows, core.means);
  const coldItems = [...model.coldItems];
  const content: Float32Array[] = [];
  for (const [place, item] of items.entries()) {
    const row = known.subarray(place * width, (place + 1) * width);
    if (row.every((value) => value === 0)) continue;
    coldPlace[item] = coldItems.push(item) - 1;
    content.push(row);
  }
  const cold = copyCold(model.cold);
  const joined = new Float32Array(content.length * width);
  for (const [place, row] of content.entries()) joined.set(row, place * width);
  if (content.length > 0) await appendColdItems(core, cold, joined, product, signal);
  return { core, cold, warmPlace, coldPlace, coldItems: Int32Array.from(coldItems) };
}

function lengthened(places: Int32Array, size: number): Int32Array {
  const longer = new Int32Array(size).fill(-1);
  longer.set(places);
  return longer;
}
