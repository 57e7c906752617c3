/** Why a request to the Hub came to nothing. Becomes `MODEL_NOT_FOUND` where the file's name is known. */
export class DownloadProblem extends Error {
  override readonly name = 'DownloadProblem';
  /** May another try succeed? */
  readonly temporary: boolean;
  /** How long the server wants to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { temporary?: boolean; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.temporary = options.temporary ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** Failures that the next second does not mend: unknown hosts, certificates, addresses that fetch refuses. */
const LASTING = /^(ENOTFOUND|ERR_TLS|ERR_INVALID_URL|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** What `fetch` threw, in words. `fetch failed` says nothing; the error beneath it does. */
export function networkProblem(host: string, error: unknown): DownloadProblem {
  if (error instanceof DownloadProblem) return error;
  const root = rootCause(error);
  const code = root instanceof Error && 'code' in root ? String(root.code) : '';
  const reason = messageOf(root) || code;
  return new DownloadProblem(`${host} could not be reached (${reason})`, {
    temporary: reason !== 'bad port' && !LASTING.test(code),
    cause: error,
  });
}

/** A connection that ended before the file did. What arrived is good to go on with. */
export function brokenConnection(size: number, total: number | null, error?: unknown): DownloadProblem {
  const reason = error === undefined ? '' : ` (${messageOf(rootCause(error))})`;
  const of = total === null ? '' : ` of ${total}`;
  return new DownloadProblem(`the connection ended after ${size}${of} bytes${reason}`, {
    temporary: true,
    cause: error,
  });
}

/** What the file system said, in words: no space, no permission. Trying again would not help. */
export function diskProblem(path: string, error: unknown): DownloadProblem {
  if (error instanceof DownloadProblem) return error;
  return new DownloadProblem(
    `"${path}" could not be written (${messageOf(error)}); free space or choose another cacheDir`,
    {
      cause: error,
    },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rootCause(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootCause(error.cause) : error;
}
