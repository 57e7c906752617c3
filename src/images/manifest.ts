import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isFileMissing } from './is-file-missing.js';

/** One finished download. */
export interface ManifestEntry {
  readonly url: string;
  /** SHA-256 of the content; the file is named after it. */
  readonly hash: string;
  /** Size of the file. */
  readonly bytes: number;
  /** Width times height. */
  readonly pixels: number;
}

/**
 * The entries of the wanted URLs, the last one of each. Lines that are no entry are passed over: a killed run leaves a torn
 * last line, and the worst that can follow is one more download.
 */
export async function readManifest(
  path: string,
  wanted: ReadonlySet<string>,
): Promise<Map<string, ManifestEntry>> {
  const entries = new Map<string, ManifestEntry>();
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      const entry = parseEntry(line);
      if (entry && wanted.has(entry.url)) entries.set(entry.url, entry);
    }
  } catch (error) {
    if (!isFileMissing(error)) throw error;
  } finally {
    input.destroy();
  }
  return entries;
}

/** Opens the journal for appending and ends a torn last line, so that the next entry starts on its own. */
export async function openJournal(path: string): Promise<FileHandle> {
  const journal = await open(path, 'a+');
  const { size } = await journal.stat();
  if (size > 0) {
    const last = Buffer.alloc(1);
    await journal.read(last, 0, 1, size - 1);
    if (last.toString() !== '\n') await journal.appendFile('\n');
  }
  return journal;
}

/** One short write in append mode: the system keeps it in one piece, also with several processes. */
export async function appendEntry(journal: FileHandle, entry: ManifestEntry): Promise<void> {
  await journal.appendFile(`${JSON.stringify(entry)}\n`);
}

function parseEntry(line: string): ManifestEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { url, hash, bytes, pixels } = value as Partial<Record<keyof ManifestEntry, unknown>>;
  // The hash becomes a file name: nothing but a hash may pass.
  const valid = typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash);
  if (!valid || typeof url !== 'string' || !isCount(bytes) || !isCount(pixels)) return undefined;
  return { url, hash, bytes, pixels };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
