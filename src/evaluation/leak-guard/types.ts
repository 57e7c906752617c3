import type { SplitKind } from '../../dataset/split/options.js';
import type { Interaction, Item, SplitIndices } from '../../types.js';

/** Names of everything that the guard knows, in the order in which it is reported. */
export const LEAK_KINDS = Object.freeze([
  'target-text',
  'test-text',
  'item-aggregate',
  'same-interaction',
  'future-in-training',
  'future-timestamp',
] as const);

/** Name of a kind of leak; `allow` takes these. */
export type LeakKind = (typeof LEAK_KINDS)[number];

/** Texts that several rows of an item read, such as other people's reviews of it. */
export interface LeakGuardSharedTexts {
  /** One and the same array for all rows that share it: it is then gone through once. */
  readonly texts: readonly string[];
  /** Positions in `texts` of the few that this row does not read. */
  readonly except: readonly number[];
}

/** Texts that the model will read. */
export interface LeakGuardText {
  /** Name of the modality, for the message. */
  readonly name: string;
  /** What is read for a row; several texts where they are kept apart, shared ones where the rows of an item read nearly the same ones. Called once per row of the three parts. */
  readonly textOf: (
    row: Interaction,
    index: number,
  ) => string | readonly string[] | LeakGuardSharedTexts | undefined;
}

/** Numbers that the model will read. */
export interface LeakGuardFeature {
  readonly name: string;
  /** One per row; `NaN` where there is none. */
  readonly values: ArrayLike<number>;
}

/** What is about to be learnt and measured. Only what is given can be checked. */
export interface LeakGuardInput {
  readonly rows: readonly Interaction[];
  readonly indices: SplitIndices;
  /** Needed for `target-text` and `test-text`. @default [] */
  readonly inputs?: readonly LeakGuardText[];
  /**
   * Items by id. A review that only quotes its item's title, description, features or categories is then no leak, as long
   * as fewer than 1 % of the rows do that: in more, the item's text is made of reviews. @default none, every quotation is a leak
   */
  readonly items?: ReadonlyMap<string, Item>;
  /** Needed for `item-aggregate`. @default [] */
  readonly features?: readonly LeakGuardFeature[];
  /** Names of the item fields that the model uses; for `item-aggregate`. @default [] */
  readonly fields?: readonly string[];
  /** How the rows were divided; `future-in-training` looks at kinds that go by time. @default none, nothing is expected of times */
  readonly splitKind?: SplitKind;
  /** Milliseconds since the Unix epoch, for `future-timestamp`. @default the time of the call */
  readonly now?: number;
}

/** A row that shows a leak. */
export interface LeakExample {
  /** Position in the list of rows. */
  readonly row: number;
  readonly userId: string;
  readonly itemId: string;
  /** What is wrong with it, in words. */
  readonly detail: string;
}

/** One leak: everything of one kind in one input, feature or part. */
export interface LeakFinding {
  readonly kind: LeakKind;
  /** What was found and what to do, in sentences. */
  readonly message: string;
  /** How many rows show it. */
  readonly count: number;
  /** How many rows were looked at. */
  readonly checked: number;
  /** The first three of them. */
  readonly examples: readonly LeakExample[];
}
