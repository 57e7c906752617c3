import { type FileHandle, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RecommenderError } from '../errors.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { sha256 } from '../util/hash.js';
import { fileEntry, type ImageEntry } from './image-entry.js';
import { messageOf } from './image-problem.js';
import { isFileMissing } from './is-file-missing.js';
import { appendEntry, type ManifestEntry, openJournal, readManifest } from './manifest.js';

/** A new layout gets a new name, so that versions of the library never misread each other. */
const MANIFEST = 'manifest-v1.jsonl';
/** Writing a file that is wholly in memory takes moments: an older temporary file belongs to a process that is gone. */
const STALE_MS = 60_000;

/** A stored image and what it is known to be. */
export interface StoredImage {
  readonly entry: ImageEntry;
  readonly pixels: number;
}

/**
 * Downloaded images in `<directory>/<first two digits>/<sha256>` with a journal of which URL brought which content. A URL
 * is entered after its file is whole and on disk, so that the store is sound after a kill at any moment.
 */
export class ImageStore {
  readonly #directory: string;
  readonly #known: ReadonlyMap<string, ManifestEntry>;
  readonly #journal: FileHandle;

  private constructor(directory: string, known: ReadonlyMap<string, ManifestEntry>, journal: FileHandle) {
    this.#directory = directory;
    this.#known = known;
    this.#journal = journal;
  }

  /** Raises `STORE_UNUSABLE` when the folder cannot be read or written. */
  static open(directory: string, wanted: ReadonlySet<string>): Promise<ImageStore> {
    return orUnusable(directory, async () => {
      const path = resolve(directory);
      await mkdir(path, { recursive: true });
      await removeStaleFiles(path);
      const known = await readManifest(join(path, MANIFEST), wanted);
      return new ImageStore(path, known, await openJournal(join(path, MANIFEST)));
    });
  }

  /** The image of an earlier run, unless its file is missing or has another size. */
  async find(url: string): Promise<StoredImage | undefined> {
    const known = this.#known.get(url);
    if (!known) return undefined;
    const path = this.#path(known.hash);
    const size = await stat(path).then(
      (found) => found.size,
      () => -1,
    );
    if (size !== known.bytes) return undefined;
    return { entry: fileEntry(path, known.hash, known.bytes), pixels: known.pixels };
  }

  /** Keeps a checked image. Raises `STORE_UNUSABLE` when it cannot be written. */
  put(url: string, content: Uint8Array, pixels: number): Promise<ImageEntry> {
    return orUnusable(this.#directory, async () => {
      const hash = sha256(content);
      const path = this.#path(hash);
      await writeFileAtomic(path, content);
      await appendEntry(this.#journal, { url, hash, bytes: content.length, pixels });
      return fileEntry(path, hash, content.length);
    });
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  #path(hash: string): string {
    return join(this.#directory, hash.slice(0, 2), hash);
  }
}

/** Removes what killed processes left half written. */
async function removeStaleFiles(directory: string): Promise<void> {
  const folders = (await readdir(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
  for (const folder of folders) {
    const names = await readdir(join(directory, folder));
    for (const name of names.filter((candidate) => candidate.endsWith('.tmp'))) {
      const path = join(directory, folder, name);
      const written = await stat(path).catch(() => undefined);
      if (written && Date.now() - written.mtimeMs > STALE_MS) await rm(path, { force: true });
    }
  }
}

async function orUnusable<Result>(directory: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const missing = isFileMissing(error) ? ' Was it removed during the run?' : '';
    throw new RecommenderError(
      'STORE_UNUSABLE',
      `The image folder ${directory} must be a folder that can be read and written, but: ${messageOf(error)}.${missing} ` +
        'Free it or choose another one with the option "directory".',
      { cause: error, data: { directory } },
    );
  }
}
