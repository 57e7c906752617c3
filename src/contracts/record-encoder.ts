import type { Item } from '../types.js';
import type { Encoder } from './encoder.js';

/** What is known of a review besides its text and its picture. */
export interface ReviewRecord {
  readonly userId?: string;
  readonly itemId?: string;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp?: number;
  /** What the catalogue says of the item: its price, its categories. */
  readonly item?: Partial<Omit<Item, 'image' | 'moreImages'>>;
}

/**
 * Records -> embedding matrix: the columns of a table as a modality. `fit` sees the training records with their ratings (`targets`); a
 * rating must never reach the vector of its own record.
 */
export interface RecordEncoder extends Encoder<ReviewRecord> {}
