import type { Random } from '../../util/random.js';
import type { DatasetRow } from '../types.js';
import { drawIds } from './draw-ids.js';
import { type DividedParts, emptyParts, type Shares } from './parts.js';

/** Some items, drawn, have all their rows in the test part, others in the validation part. */
export function coldItemParts(rows: readonly DatasetRow[], shares: Shares, random: Random): DividedParts {
  const parts = emptyParts();
  const { partOf, counts } = drawIds(
    rows.map(({ itemId }) => itemId),
    shares,
    random,
    'items',
  );
  for (const [index, { itemId }] of rows.entries()) parts[partOf.get(itemId)!].push(index);
  return { ...parts, unused: {}, counts };
}
