import type { InteractionMatrix, RankingQuery } from '../contracts/index.js';

/** One entry of the matrix to be. */
export interface MatrixEntry {
  /** Row of the user, from 0. */
  readonly user: number;
  /** Column of the item, from 0. */
  readonly item: number;
  /** @default 1 */
  readonly weight?: number;
  readonly timestamp?: number | undefined;
}

/**
 * Sorts entries into a matrix. Of several entries of one user and item one is left, with the largest weight and the
 * latest time. Raises `RangeError` for rows and columns outside the matrix.
 */
export function interactionMatrix(
  users: number,
  items: number,
  entries: Iterable<MatrixEntry>,
): InteractionMatrix {
  const rows = Array.from({ length: users }, () => new Map<number, { weight: number; timestamp: number }>());
  let timed = false;
  for (const { user, item, weight = 1, timestamp = Number.NaN } of entries) {
    const row = rows[user];
    if (row === undefined || !Number.isInteger(item) || item < 0 || item >= items) {
      throw new RangeError(`Entry (${user}, ${item}) lies outside of a matrix of ${users} x ${items}.`);
    }
    if (!(weight > 0))
      throw new RangeError(`The weight of entry (${user}, ${item}) must be above 0, not ${weight}.`);
    timed ||= !Number.isNaN(timestamp);
    const earlier = row.get(item);
    row.set(item, {
      weight: Math.max(weight, earlier?.weight ?? 0),
      timestamp: latest(timestamp, earlier?.timestamp),
    });
  }
  const size = rows.reduce((sum, row) => sum + row.size, 0);
  const rowStart = new Int32Array(users + 1);
  const itemIndex = new Int32Array(size);
  const weight = new Float32Array(size);
  const timestamp = new Float64Array(size);
  let next = 0;
  for (const [user, row] of rows.entries()) {
    for (const item of [...row.keys()].sort((left, right) => left - right)) {
      const entry = row.get(item)!;
      itemIndex[next] = item;
      weight[next] = entry.weight;
      timestamp[next] = entry.timestamp;
      next += 1;
    }
    rowStart[user + 1] = next;
  }
  return { users, items, rowStart, itemIndex, weight, ...(timed && { timestamp }) };
}

/** The items of one user, ascending. */
export function itemsOf({ rowStart, itemIndex }: InteractionMatrix, user: number): Int32Array {
  return itemIndex.subarray(rowStart[user]!, rowStart[user + 1]!);
}

/** The query of a user of the matrix: what they have interacted with. */
export function historyQuery(matrix: InteractionMatrix, user: number): RankingQuery {
  const { rowStart, weight } = matrix;
  return {
    user,
    liked: itemsOf(matrix, user),
    weight: weight.subarray(rowStart[user]!, rowStart[user + 1]!),
  };
}

/** The later of two times, NaN standing for an unknown one. */
function latest(one: number, other: number | undefined): number {
  if (other === undefined || Number.isNaN(other)) return one;
  return Number.isNaN(one) ? other : Math.max(one, other);
}
