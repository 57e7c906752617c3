import { z } from 'zod';
import type { ReviewRecord } from '../../contracts/index.js';
import type { CategoryColumn } from './options.js';
import type { FittedColumn } from './types.js';

const MOST = 50;

/** What a category column learns. */
export const categoryState = z.object({ categories: z.array(z.string()) });

/** The most frequent categories among the training records. */
export function fitCategories(
  { most = MOST }: CategoryColumn,
  records: readonly ReviewRecord[],
): z.infer<typeof categoryState> {
  const counts = new Map<string, number>();
  for (const { item } of records)
    for (const category of new Set(item?.categories)) counts.set(category, (counts.get(category) ?? 0) + 1);
  const ordered = [...counts].sort(([a, many], [b, others]) => others - many || (a < b ? -1 : 1));
  return { categories: ordered.slice(0, most).map(([category]) => category) };
}

/** 1 for every category that the item has, 0 for the others. */
export function openCategories({ categories }: z.infer<typeof categoryState>): FittedColumn {
  const positions = new Map(categories.map((category, position) => [category, position]));
  return {
    width: categories.length,
    write: ({ item }, target, at) => {
      target.fill(0, at, at + categories.length);
      for (const category of item?.categories ?? []) {
        const position = positions.get(category);
        if (position !== undefined) target[at + position] = 1;
      }
    },
  };
}
