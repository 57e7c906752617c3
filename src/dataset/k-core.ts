import { RecommenderError } from '../errors.js';
import { requireOption, resolveOptions } from '../util/options.js';

/** Options of {@link kCore}. */
export interface KCoreOptions {
  /**
   * Rows that a user must have at least; 1 keeps every user.
   * @default 5
   */
  readonly users?: number | undefined;
  /**
   * Rows that an item must have at least; 1 keeps every item.
   * @default 5
   */
  readonly items?: number | undefined;
}

/** Defaults of {@link KCoreOptions}: the 5-core of the literature on the Amazon reviews. */
export const K_CORE_DEFAULTS: Readonly<{ users: number; items: number }> = Object.freeze({
  users: 5,
  items: 5,
});

/** What {@link kCore} kept and what went. */
export interface KCore<Row> {
  /** In the order in which they came. */
  readonly rows: readonly Row[];
  readonly removed: { readonly rows: number; readonly users: number; readonly items: number };
}

interface Node {
  readonly rows: number[];
  left: number;
  gone: boolean;
}

/**
 * The largest subset of rows in which every user has at least `users` rows and every item at least `items`: those with
 * fewer go, with all their rows, until none has fewer (Seidman 1983, "Network structure and minimum degree", here with
 * one minimum for each side). A repeated interaction counts as often as it is there.
 *
 * Raises `NO_ROWS` when nothing is left, and `INVALID_OPTIONS`.
 */
export function kCore<Row extends { readonly userId: string; readonly itemId: string }>(
  rows: readonly Row[],
  given: KCoreOptions = {},
): KCore<Row> {
  const least = resolveOptions('kCore', K_CORE_DEFAULTS, given);
  for (const [name, value] of Object.entries(least))
    requireOption(
      Number.isInteger(value) && value >= 1,
      'kCore',
      `${name} must be a whole number of at least 1, but is ${value}.`,
    );
  const users = group(rows, ({ userId }) => userId);
  const items = group(rows, ({ itemId }) => itemId);
  const kept = new Uint8Array(rows.length).fill(1);
  const leaving: Node[] = [];
  const check = (node: Node, minimum: number) => {
    if (node.gone || node.left >= minimum) return;
    node.gone = true;
    leaving.push(node);
  };
  for (const user of users.values()) check(user, least.users);
  for (const item of items.values()) check(item, least.items);
  for (let node = leaving.pop(); node; node = leaving.pop()) {
    for (const index of node.rows) {
      if (kept[index] === 0) continue;
      kept[index] = 0;
      const user = users.get(rows[index]!.userId)!;
      const item = items.get(rows[index]!.itemId)!;
      user.left -= 1;
      item.left -= 1;
      check(user, least.users);
      check(item, least.items);
    }
  }
  const left = rows.filter((_, index) => kept[index] === 1);
  if (left.length === 0) {
    throw new RecommenderError(
      'NO_ROWS',
      `kCore: of ${rows.length} rows none is left when every user must have ${least.users} and every item ${least.items}. Ask for less, or use more data.`,
      { data: { rows: rows.length, ...least } },
    );
  }
  return {
    rows: left,
    removed: { rows: rows.length - left.length, users: goneOf(users), items: goneOf(items) },
  };
}

function group<Row>(rows: readonly Row[], idOf: (row: Row) => string): Map<string, Node> {
  const nodes = new Map<string, Node>();
  for (const [index, row] of rows.entries()) {
    const node = nodes.get(idOf(row)) ?? { rows: [], left: 0, gone: false };
    node.rows.push(index);
    node.left += 1;
    nodes.set(idOf(row), node);
  }
  return nodes;
}

function goneOf(nodes: ReadonlyMap<string, Node>): number {
  return [...nodes.values()].filter(({ gone }) => gone).length;
}
