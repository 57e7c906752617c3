import { RecommenderError } from '../../errors.js';
import { abortedError } from '../../util/abort.js';
import type { Location } from './location.js';

/** What went wrong while opening a location, as one of the library's errors. */
export function openingError(location: Location, cause: unknown, signal?: AbortSignal): Error {
  if (signal?.aborted) return abortedError(signal);
  if (cause instanceof RecommenderError) return cause;
  const { label } = location;
  const code = systemCode(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new RecommenderError(
      'SOURCE_NOT_FOUND',
      `There is no file ${label}. Check the path; relative paths start at the working directory.`,
      { cause, data: { file: label } },
    );
  }
  const what = location.kind === 'file' ? `${label} cannot be opened` : `${label} cannot be fetched`;
  return new RecommenderError('SOURCE_UNREADABLE', `${what}: ${reasonOf(cause)}.`, {
    cause,
    data: { file: label },
  });
}

/** What went wrong half way through a location. `read` says how far reading had come: `line 120`. */
export function readingError(location: Location, cause: unknown, read: string, signal?: AbortSignal): Error {
  if (signal?.aborted) return abortedError(signal);
  if (cause instanceof RecommenderError) return cause;
  const { label } = location;
  const again = location.kind === 'file' ? 'fetch the file again' : 'try again, or download the file first';
  return new RecommenderError(
    'SOURCE_UNREADABLE',
    `${label} broke off after ${read}: ${reasonOf(cause)}. It is truncated or damaged; ${again}.`,
    { cause, data: { file: label, read } },
  );
}

/** An answer of a server that is no file. 404 and 410 are `SOURCE_NOT_FOUND`, all others `SOURCE_UNREADABLE`. */
export function statusError(location: Location, status: number, statusText: string): RecommenderError {
  const gone = status === 404 || status === 410;
  const words = `${status} ${statusText}`.trim();
  return new RecommenderError(
    gone ? 'SOURCE_NOT_FOUND' : 'SOURCE_UNREADABLE',
    `${location.label} answered ${words} instead of a file. ${gone ? 'Check the address.' : 'Try again later, or download the file first.'}`,
    { data: { file: location.label, status } },
  );
}

function systemCode(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

/** `fetch` hides the reason ("connection refused") in the cause of its "fetch failed". */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const beneath = cause.cause instanceof Error ? cause.cause : undefined;
  return beneath === undefined
    ? cause.message
    : `${cause.message} (${beneath.message || systemCode(beneath)})`;
}
