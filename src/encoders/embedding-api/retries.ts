import { throwIfAborted } from '../../util/abort.js';
import { pause } from './wait.js';

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Repeats a call whose error has `isRetryable: true`, which is how the AI SDK marks rate limits and server errors; after one
 * second, two, four, or as long as the server asks for, at most a minute.
 */
export async function withRetries<Result>(
  call: () => Promise<Result>,
  maxRetries: number,
  signal: AbortSignal | undefined,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      throwIfAborted(signal);
      const isRetryable = (error as { isRetryable?: unknown } | null)?.isRetryable === true;
      if (!isRetryable || attempt >= maxRetries) throw error;
      await pause(askedFor(error) ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt), signal);
    }
  }
}

/** The server's `retry-after` in milliseconds, given there in seconds or as a date. */
function askedFor(error: unknown): number | undefined {
  const headers = (error as { responseHeaders?: Record<string, string | undefined> }).responseHeaders;
  const value = headers?.['retry-after'];
  if (value === undefined) return undefined;
  const seconds = Number(value);
  const milliseconds = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isFinite(milliseconds) ? Math.min(LONGEST_PAUSE_MS, Math.max(0, milliseconds)) : undefined;
}
