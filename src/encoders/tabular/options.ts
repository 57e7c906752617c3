import { requireOption, resolveOptions } from '../../util/options.js';

/** A number: what is missing counts as the training mean, and a second number says whether it is there. */
export interface NumberColumn {
  readonly kind: 'number';
  readonly field: 'price' | 'timestamp';
  /** Take `ln(1 + x)`, for amounts that spread over magnitudes. @default false */
  readonly log?: boolean | undefined;
}

/** Which of the most frequent training categories an item has: one number of 0 or 1 for each. */
export interface CategoryColumn {
  readonly kind: 'category';
  /** So many of them; the first in the alphabet where they are equally frequent. @default 50 */
  readonly most?: number | undefined;
}

/**
 * How the training ratings of the same item or user lie: `sum (rating - mean of all) / (count + damping)` and `ln(1 + count)`. A user's own
 * ratings of the item never count, so that no rating is its own evidence (leave-one-out target encoding; Micci-Barreca 2001 for the damping).
 */
export interface MeanRatingColumn {
  readonly kind: 'mean-rating';
  readonly of: 'itemId' | 'userId';
  /** Ratings of no deviation that are added, against means of few. @default 2 */
  readonly damping?: number | undefined;
}

/** One column, or a few that belong together. */
export type TabularColumn = NumberColumn | CategoryColumn | MeanRatingColumn;

/** Options of {@link TabularEncoder} with the defaults filled in. */
export interface ResolvedTabularOptions {
  /** In the order of the vector. @default price (log), categories, mean ratings of the item and of the user */
  readonly columns: readonly TabularColumn[];
}

/** Options of {@link TabularEncoder}. */
export type TabularEncoderOptions = {
  readonly [Key in keyof ResolvedTabularOptions]?: ResolvedTabularOptions[Key] | undefined;
};

/** Defaults of {@link TabularEncoder}. */
export const TABULAR_DEFAULTS: ResolvedTabularOptions = Object.freeze({
  columns: Object.freeze([
    { kind: 'number', field: 'price', log: true },
    { kind: 'category' },
    { kind: 'mean-rating', of: 'itemId' },
    { kind: 'mean-rating', of: 'userId' },
  ] as const),
});

/** Raises `INVALID_OPTIONS` for unknown keys and values that make no sense. */
export function resolveTabularOptions(owner: string, given: TabularEncoderOptions): ResolvedTabularOptions {
  const options = resolveOptions(owner, TABULAR_DEFAULTS, given);
  const { columns } = options;
  const some = Array.isArray(columns) && columns.length > 0;
  requireOption(some, owner, 'columns must list at least one column.');
  for (const column of columns) {
    requireOption(
      isColumn(column),
      owner,
      `columns has ${JSON.stringify(column)}; expected { kind: "number", field: "price" | "timestamp", log }, ` +
        '{ kind: "category", most } or { kind: "mean-rating", of: "itemId" | "userId", damping }.',
    );
  }
  return options;
}

const KEYS: Readonly<Record<TabularColumn['kind'], readonly string[]>> = {
  number: ['kind', 'field', 'log'],
  category: ['kind', 'most'],
  'mean-rating': ['kind', 'of', 'damping'],
};

function isColumn(column: TabularColumn): boolean {
  const known = KEYS[column?.kind];
  if (known === undefined || !Object.keys(column).every((key) => known.includes(key))) return false;
  switch (column.kind) {
    case 'number':
      return ['price', 'timestamp'].includes(column.field);
    case 'category':
      return column.most === undefined || (Number.isInteger(column.most) && column.most >= 1);
    case 'mean-rating':
      return ['itemId', 'userId'].includes(column.of) && (column.damping ?? 0) >= 0;
  }
}
