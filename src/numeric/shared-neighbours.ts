import type { ModalityColumn } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import {
  computeNeighbours,
  type NeighbourOptions,
  type NeighbourTable,
  neighboursAmong,
} from './neighbours.js';

interface Search {
  readonly column: Seen;
  readonly among: Seen;
  readonly k: number;
  readonly table: Promise<NeighbourTable>;
}

/** What tells two columns apart; weak, so that a search does not keep the vectors it was made on. */
interface Seen {
  readonly data: WeakRef<Float32Array>;
  readonly rowIndex: Int32Array;
}

/** Room of every list that is computed, so that rankers with different wishes share one search. */
const SHARED_ROOM = 64;

const searches = new WeakMap<Float32Array, Search[]>();

/**
 * The nearest neighbours of every item of a column, at least `k` in a list, among its own items or those of `among`:
 * computed once for the same vectors, however many rankers and refits ask, and forgotten together with them. The
 * matrices must not be changed. Raises `ABORTED`.
 */
export async function sharedNeighbours(
  column: ModalityColumn,
  k: number,
  options: NeighbourOptions & { readonly among?: ModalityColumn } = {},
): Promise<NeighbourTable> {
  const { among = column } = options;
  const key = column.matrix.data;
  for (;;) {
    throwIfAborted(options.signal);
    const earlier = searches.get(key)?.find((search) => {
      return search.k >= k && isSame(search.column, column) && isSame(search.among, among);
    });
    if (earlier === undefined) break;
    try {
      return await earlier.table;
    } catch {
      // Somebody else's search was aborted or failed, which is no answer to this call.
      forget(key, earlier);
    }
  }
  const room = Math.max(k, Math.min(SHARED_ROOM, among.rowIndex.length));
  const table =
    among === column
      ? computeNeighbours(column, room, options)
      : neighboursAmong(column, among, room, options);
  const search: Search = { column: seen(column), among: seen(among), k: room, table };
  searches.set(key, [...(searches.get(key) ?? []), search]);
  try {
    return await table;
  } catch (error) {
    forget(key, search);
    throw error;
  }
}

function seen({ matrix, rowIndex }: ModalityColumn): Seen {
  return { data: new WeakRef(matrix.data), rowIndex };
}

function isSame({ data, rowIndex }: Seen, column: ModalityColumn): boolean {
  if (data.deref() !== column.matrix.data || rowIndex.length !== column.rowIndex.length) return false;
  return rowIndex === column.rowIndex || rowIndex.every((row, item) => row === column.rowIndex[item]);
}

function forget(key: Float32Array, search: Search): void {
  searches.set(
    key,
    (searches.get(key) ?? []).filter((other) => other !== search),
  );
}
