/** Stable codes of everything that can go wrong because of data, files, models or the network. */
export type RecommenderErrorCode =
  | 'ABORTED'
  | 'ALL_IMAGES_FAILED'
  | 'DIMENSION_MISMATCH'
  | 'EMPTY_CATALOGUE'
  | 'IMAGE_UNREADABLE'
  | 'INVALID_EMBEDDING'
  | 'INVALID_OPTIONS'
  | 'LEAK'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_OUTPUT'
  | 'NO_EMBEDDING'
  | 'NO_INPUT'
  | 'NO_ROWS'
  | 'NOT_FITTED'
  | 'ONE_CLASS'
  | 'PLUGIN_MISMATCH'
  | 'RATING_OFF_SCALE'
  | 'SAVE_CORRUPT'
  | 'SAVE_VERSION'
  | 'SOURCE_EMPTY'
  | 'SOURCE_FORMAT'
  | 'SOURCE_NOT_FOUND'
  | 'SOURCE_UNREADABLE'
  | 'STORE_UNUSABLE'
  | 'TOO_FEW_ROWS'
  | 'TRAINING_DIVERGED'
  | 'UNSUPPORTED_LAYER'
  | 'UNKNOWN_ITEM'
  | 'WORKER_FAILED';

/** Extra facts of an error: `cause` is the error beneath, `data` is for programs. */
export interface RecommenderErrorOptions {
  readonly cause?: unknown;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The one error family of the library. The message says what was expected, what came and what to do;
 * `code` is stable across versions. Programming mistakes (a string where a function belongs) stay `TypeError`.
 */
export class RecommenderError extends Error {
  readonly code: RecommenderErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: RecommenderErrorCode, message: string, options: RecommenderErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'RecommenderError';
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** Is this a {@link RecommenderError}, and if a code is given, one with that code? Works across copies of the package. */
export function isRecommenderError(error: unknown, code?: RecommenderErrorCode): error is RecommenderError {
  if (!(error instanceof Error) || error.name !== 'RecommenderError') return false;
  return code === undefined || (error as RecommenderError).code === code;
}
