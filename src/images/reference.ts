import { isAbsolute, relative, resolve } from 'node:path';
import type { ImageReference } from '../types.js';
import { sha256 } from '../util/hash.js';
import { ImageProblem } from './image-problem.js';

/** A reference with its kind recognised. Equal keys are the same image. */
export type KnownReference = { readonly key: string; readonly label: string } & (
  | { readonly kind: 'url'; readonly url: URL }
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly hash: string }
  | { readonly kind: 'refused'; readonly problem: ImageProblem }
);

const LONGEST_LABEL = 500;

/** Tells URLs, paths and bytes apart. A single letter before a colon is a drive, not a scheme. */
export function recogniseReference(reference: ImageReference): KnownReference {
  if (typeof reference !== 'string') {
    const hash = sha256(reference);
    return { kind: 'bytes', key: `bytes ${hash}`, label: 'bytes', bytes: reference, hash };
  }
  const label = reference.length > LONGEST_LABEL ? `${reference.slice(0, LONGEST_LABEL)}...` : reference;
  const text = reference.trim();
  const scheme = /^([a-z][a-z0-9+.-]+):(\/\/|(?<=^data:))/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return { kind: 'path', key: `path ${reference}`, label: pathLabel(reference), path: reference };
  }
  const refused = (reason: string, detail: string): KnownReference => ({
    kind: 'refused',
    key: `refused ${reference}`,
    label,
    problem: new ImageProblem(reason, detail),
  });
  if (scheme !== 'http' && scheme !== 'https') {
    return refused(
      'UNSUPPORTED_PROTOCOL',
      `${scheme}: is not supported; give an http(s) URL, a path or bytes`,
    );
  }
  if (!URL.canParse(text)) return refused('INVALID_URL', 'this is not a URL');
  const url = new URL(text);
  // The fragment never reaches a server.
  url.hash = '';
  return { kind: 'url', key: url.href, label, url };
}

/** Below the working directory the way from there: reports should not tell where on a machine a file lay. */
function pathLabel(path: string): string {
  const way = relative(process.cwd(), resolve(path));
  return way.startsWith('..') || isAbsolute(way) ? path : way;
}
