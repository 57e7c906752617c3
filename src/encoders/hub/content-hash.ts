import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

const SHA1 = /^[0-9a-f]{40}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Is this the Hub's name for a content: a git blob's SHA-1, or the SHA-256 of a large file? */
export function isContentHash(etag: string): boolean {
  return SHA1.test(etag) || SHA256.test(etag);
}

/**
 * Compares a file with what the Hub said about it; returns what is wrong, or `null`. Large files are named by the
 * SHA-256 of their bytes, the others as git names them: SHA-1 over `blob <size>\0` and the bytes.
 */
export async function findDamage(
  path: string,
  expected: { readonly etag: string | null; readonly size: number | null },
  signal?: AbortSignal,
): Promise<string | null> {
  const { size } = await stat(path);
  if (expected.size !== null && size !== expected.size) return `${size} bytes instead of ${expected.size}`;
  const { etag } = expected;
  if (etag === null || !isContentHash(etag)) return null;
  const hash = SHA256.test(etag) ? createHash('sha256') : createHash('sha1').update(`blob ${size}\0`);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) hash.update(chunk);
  const actual = hash.digest('hex');
  return actual === etag ? null : `hash ${actual} instead of ${etag}`;
}
