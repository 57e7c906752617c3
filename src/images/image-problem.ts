/** Facts that only some problems have. */
export interface ImageProblemFacts {
  /** May another attempt help? @default false */
  readonly temporary?: boolean;
  /** How long the server asked us to stay away. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Why one image could not be had. Stays inside this stage: callers see an `ImageFailure` or `IMAGE_UNREADABLE`. */
export class ImageProblem extends Error {
  readonly temporary: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    /** Stable reason for counting: `HTTP_404`, `TIMEOUT`, ... */
    readonly reason: string,
    detail: string,
    facts: ImageProblemFacts = {},
  ) {
    super(detail, { cause: facts.cause });
    this.name = 'ImageProblem';
    this.temporary = facts.temporary ?? false;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
