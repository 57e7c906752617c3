import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RecommenderError } from '../../errors.js';

/** Where a file is: on this machine (absolute path) or behind http(s). `label` is what messages call it. */
export type Location =
  | { readonly kind: 'file'; readonly path: string; readonly label: string }
  | { readonly kind: 'url'; readonly url: URL; readonly label: string };

const HAS_SCHEME = /^[a-z][a-z0-9+.-]+:\/\//i;

/** A path, an http(s) or file URL as a {@link Location}; anything else raises `INVALID_OPTIONS`. */
export function locate(file: string | URL): Location {
  if (typeof file === 'string' && !HAS_SCHEME.test(file)) {
    if (file === '')
      throw new RecommenderError('INVALID_OPTIONS', 'A file path or URL is needed, but it is "".');
    return atPath(file);
  }
  const url = URL.canParse(String(file)) ? new URL(file) : undefined;
  if (url?.protocol === 'file:') return atPath(fileURLToPath(url));
  if (url?.protocol === 'http:' || url?.protocol === 'https:')
    return { kind: 'url', url, label: labelOf(url) };
  throw new RecommenderError(
    'INVALID_OPTIONS',
    `A file is a local path or an http(s) URL, but this is "${String(file)}". Download it first, or give its https address.`,
  );
}

function atPath(file: string): Location {
  const path = resolve(file);
  return { kind: 'file', path, label: path };
}

/** Without user, password and query: they may carry secrets, and messages end up in logs. */
function labelOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/** A file's own name, for summaries: reports must not tell where on a machine a file lay. */
export function shortName(file: string | URL): string {
  return String(file).split(/[?#]/, 1)[0]!.split(/[\\/]/).at(-1) || String(file);
}
