import type { ReviewRecord } from '../../contracts/index.js';

/** A column that has learned what it needs. */
export interface FittedColumn {
  /** How many numbers it writes. */
  readonly width: number;
  /** Writes the numbers of a record from `at` on. */
  write(record: ReviewRecord, target: Float32Array, at: number): void;
}
