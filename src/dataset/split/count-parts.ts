import type { SplitIndices } from '../../types.js';
import type { DatasetRow } from '../types.js';

/**
 * What evaluations of recommendations stumble over: users whom nothing can be tested for, and users and items that the
 * training rows do not know. A user or item counts as known by its training rows alone.
 */
export function countParts(rows: readonly DatasetRow[], indices: SplitIndices): Record<string, number> {
  const users = distinct(rows, ({ userId }) => userId, indices);
  const items = distinct(rows, ({ itemId }) => itemId, indices);
  return {
    users: users.all.size,
    'users without training rows': without(users.all, users.train),
    'users without validation rows': without(users.all, users.validation),
    'users without test rows': without(users.all, users.test),
    items: items.all.size,
    'items without training rows': without(items.all, items.train),
    'test items without training rows': without(items.test, items.train),
  };
}

function distinct(rows: readonly DatasetRow[], idOf: (row: DatasetRow) => string, indices: SplitIndices) {
  const ids = (part: Int32Array) => new Set(Array.from(part, (row) => idOf(rows[row]!)));
  return {
    all: new Set(rows.map(idOf)),
    train: ids(indices.train),
    validation: ids(indices.validation),
    test: ids(indices.test),
  };
}

function without(all: ReadonlySet<string>, some: ReadonlySet<string>): number {
  let count = 0;
  for (const id of all) if (!some.has(id)) count += 1;
  return count;
}
