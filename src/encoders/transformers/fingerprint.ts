import { sha256 } from '../../util/hash.js';

/** Raised when this library computes other vectors from the same files and options. */
const FORMAT = 1;

/** SHA-256 over everything that a vector depends on: contents of files and options, never paths, threads or batches. */
export function vectorFingerprint(encoder: string, parts: Readonly<Record<string, unknown>>): string {
  return sha256(JSON.stringify({ encoder, format: FORMAT, ...parts }));
}
