import { DownloadProblem } from './download-problem.js';
import { isCommit } from './repository-cache.js';
import { retryAfterOf } from './with-retries.js';

/** What the Hub says about a file; `null` where it (or a plain file server in its place) does not say. */
export interface RemoteFile {
  /** The commit in which the file was found. */
  readonly commit: string | null;
  /** The hash by which the Hub names the content, see `findDamage`. */
  readonly etag: string | null;
  /** Bytes. */
  readonly size: number | null;
}

export const NO_FACTS: RemoteFile = Object.freeze({ commit: null, etag: null, size: null });

const TEMPORARY = new Set([408, 425, 429]);

/** Adds what one answer of the Hub's own hosts says. On a redirect only `x-linked-*` speaks of the file itself. */
export function mergeFacts(known: RemoteFile, response: Response): RemoteFile {
  const { headers, status } = response;
  const commit = headers.get('x-repo-commit');
  const etag = headers.get('x-linked-etag') ?? headers.get('etag');
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  const size = headers.get('x-linked-size') ?? (status === 200 ? length : null);
  return {
    commit: commit !== null && isCommit(commit) ? commit : known.commit,
    etag: etag === null ? known.etag : etag.replace(/^W\//, '').replaceAll('"', ''),
    size: size !== null && /^\d+$/.test(size) ? Number(size) : known.size,
  };
}

/** The repository is there but not the file. A missing repository or revision is another matter. */
export function isNoSuchFile({ status, headers }: Response): boolean {
  const code = headers.get('x-error-code');
  return status === 404 && code !== 'RepoNotFound' && code !== 'RevisionNotFound';
}

/** Raises unless the answer is what was asked for. */
export function checkStatus(host: string, response: Response): void {
  if (response.ok) return;
  const { status, statusText, headers } = response;
  const said = headers.get('x-error-message') ?? headers.get('x-error-code') ?? statusText;
  throw new DownloadProblem(`${host} answered ${status}${said ? ` ${said}` : ''}${advice(response)}`, {
    temporary: TEMPORARY.has(status) || status >= 500,
    retryAfterMs: retryAfterOf(response),
  });
}

function advice({ status, headers }: Response): string {
  if (headers.get('x-error-code') === 'GatedRepo') {
    return ' (accept the model’s terms on its page, then set HF_TOKEN to a token of that account)';
  }
  if (status === 429) {
    const seconds = headers.get('retry-after');
    return ` (too many requests${seconds ? `; it asks to wait ${seconds} seconds` : ''}; a token in HF_TOKEN raises the limit)`;
  }
  return '';
}
