import type { Interaction, Item, SkippedRecord } from '../types.js';

/** What the library tells a source while reading. */
export interface ReadOptions {
  /** Stop reading soon after this fires; the library raises the error. */
  readonly signal?: AbortSignal;
  /** Report every record that cannot be turned into an interaction or item; the library counts and lists them. */
  readonly onSkip?: (record: SkippedRecord) => void;
}

/** Options of {@link DataSource.items}. */
export interface ReadItemsOptions extends ReadOptions {
  /**
   * The ids that will be used. A hint for sources that can look items up; yielding others is allowed.
   * The library stops iterating once all of them have come.
   */
  readonly itemIds?: ReadonlySet<string>;
}

/**
 * Where interactions and items come from. Both streams are read once per `fit`, interactions first; either may be
 * left early with `return()`, upon which the source closes what it opened. Records stream: a source must not hold
 * a file of any size in memory.
 */
export interface DataSource {
  readonly specVersion: 1;
  /** For summaries and error messages. */
  readonly name: string;
  interactions(options?: ReadOptions): AsyncIterable<Interaction>;
  items(options?: ReadItemsOptions): AsyncIterable<Item>;
}
