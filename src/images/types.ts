/** Why a picture could not be had. */
export interface ImageFailure {
  /** The URL or path; `bytes` for in-memory images. */
  readonly reference: string;
  /** Stable reason for counting: `HTTP_404`, `TIMEOUT`, `NOT_AN_IMAGE`, `TOO_LARGE`, `PRIVATE_ADDRESS`, `LIMIT`, ... */
  readonly reason: string;
  readonly detail: string;
}

/** What became of the pictures. */
export interface ImageSummary {
  /** Distinct references. */
  readonly requested: number;
  readonly available: number;
  /** Of the available ones, how many came over the network in this run. */
  readonly downloaded: number;
  /** Of the available ones, how many were there from an earlier run or on disk. */
  readonly reused: number;
  /** Distinct references beyond the limit, never attempted. */
  readonly beyondLimit: number;
  readonly failed: number;
  readonly failuresByReason: Readonly<Record<string, number>>;
  /** All failures, in the order of the references. */
  readonly failures: readonly ImageFailure[];
}
