import type { Interaction, Item, RatingScale, SkippedRecord } from '../types.js';
import type { SplitKind } from './split/options.js';
import type { SplitCuts } from './split/parts.js';

/** Interactions joined with their items, row by row, and an account of what was left out. */
export interface Dataset {
  /** One entry per usable interaction, in the order of the source. */
  readonly rows: readonly DatasetRow[];
  /** The items that the rows refer to, by id. */
  readonly items: ReadonlyMap<string, Item>;
  readonly scale: RatingScale;
  readonly summary: DatasetSummary;
}

/** One usable interaction. */
export interface DatasetRow extends Interaction {
  /** Position of the rating on the scale: 0 is `scale.min`. */
  readonly classIndex: number;
}

/** What was kept and what was dropped. Counts of dropped rows by reason add up to `read - rows`. */
export interface DatasetSummary {
  readonly source: string;
  /** How the rows were chosen, in words. */
  readonly sampling: string;
  /** Records that the source offered, skipped ones included. */
  readonly interactionsRead: number;
  /** Left out by sampling, not by a defect. */
  readonly interactionsNotSampled: number;
  readonly itemsRead: number;
  readonly rows: number;
  readonly users: number;
  readonly items: number;
  readonly rowsWithText: number;
  readonly rowsWithImageReference: number;
  /** Rows per rating, ascending. */
  readonly ratings: readonly { readonly rating: number; readonly count: number }[];
  /** Dropped interactions by reason. */
  readonly droppedInteractions: Readonly<Record<string, number>>;
  /** Skipped item records by reason. */
  readonly droppedItems: Readonly<Record<string, number>>;
  /** The first few skipped records of each reason, with file and line. */
  readonly examples: readonly SkippedRecord[];
}

/** Sizes of the three parts and how they were made. */
export interface SplitSummary {
  readonly kind: SplitKind;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Rows in none of the three parts, by reason: of a given split, the name of their part. */
  readonly unused: Readonly<Record<string, number>>;
  /** Earlier rows of users who are not learnt from (`cold-user` only). */
  readonly history?: number;
  /** Where the parts meet (`global-temporal` only). */
  readonly cuts?: SplitCuts;
  /** Users and items that the parts know or lack, by what is counted; in splits for recommendations only. */
  readonly counts?: Readonly<Record<string, number>>;
}
