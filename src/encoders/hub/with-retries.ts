import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelay, parseRetryAfter } from '../../images/retry-delay.js';
import { DownloadProblem } from './download-problem.js';

/** How patiently a download is tried again. */
export interface RetryPolicy {
  /** Tries after the first, counted anew whenever a try brought the file forward. */
  readonly retries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A server that asks for more than this is not waited for. */
  readonly maxRetryAfterMs: number;
}

/** 0.5, 1, 2 and 4 seconds between five tries: a restarting server is survived, a missing network soon reported. */
export const HUB_RETRY_POLICY: RetryPolicy = Object.freeze({
  retries: 4,
  firstDelayMs: 500,
  maxDelayMs: 10_000,
  maxRetryAfterMs: 60_000,
});

/**
 * Runs a task until it succeeds, fails for good, or has failed too often in a row. `hasAdvanced` tells whether the
 * failed try brought the work forward. Rejects at once, with the signal's reason, when the signal fires.
 */
export async function withRetries<Result>(
  policy: RetryPolicy,
  signal: AbortSignal | undefined,
  task: () => Promise<Result>,
  hasAdvanced: () => boolean = () => false,
): Promise<Result> {
  for (let retry = 0; ; retry++) {
    try {
      return await task();
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof DownloadProblem && error.temporary)) throw error;
      if (hasAdvanced()) retry = 0;
      if (retry >= policy.retries || (error.retryAfterMs ?? 0) > policy.maxRetryAfterMs) throw error;
      const delay = error.retryAfterMs ?? backoffDelay(retry, policy.firstDelayMs, policy.maxDelayMs);
      await sleep(delay, undefined, signal ? { signal } : {});
    }
  }
}

/** The wait that an answer asks for. */
export function retryAfterOf(response: Response): number | undefined {
  return parseRetryAfter(response.headers.get('retry-after') ?? undefined, Date.now());
}
