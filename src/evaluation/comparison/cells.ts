import { requireDistinctNames } from '../require-distinct-names.js';
import type { Cell, CompareInput } from './types.js';

/** All combinations. The encoders are named where there are several sets of them. */
export function listCells({
  encoders,
  fusions,
  heads,
}: Pick<CompareInput, 'encoders' | 'fusions' | 'heads'>): Cell[] {
  const several = Object.keys(encoders).length > 1;
  const cells = Object.keys(encoders).flatMap((encoder) =>
    Object.keys(fusions).flatMap((fusion) =>
      Object.keys(heads).map((head) => ({
        name: `${several ? `${encoder} + ` : ''}${fusion} + ${head}`,
        encoders: encoder,
        fusion,
        head,
      })),
    ),
  );
  requireDistinctNames('compareModels', cells);
  return cells;
}
