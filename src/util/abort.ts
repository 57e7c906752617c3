import { RecommenderError } from '../errors.js';

/** Raises `ABORTED` if the signal has fired. Called between batches, since libraries below take no signal. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal);
}

/** The error of an aborted call; the signal's reason is its cause. */
export function abortedError(signal: AbortSignal): RecommenderError {
  return new RecommenderError('ABORTED', 'The call was aborted by its signal.', { cause: signal.reason });
}
