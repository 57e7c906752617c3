import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { writeFileAtomic } from '../../util/atomic-write.js';
import { isContentHash } from './content-hash.js';
import { isFile } from './is-file.js';

const COMMIT = /^[0-9a-f]{40}$/;

/** Is this the full name of a commit? */
export function isCommit(revision: string): boolean {
  return COMMIT.test(revision);
}

/**
 * One model in the cache of the Python package `huggingface_hub`: `refs/<revision>` holds the commit that a branch or
 * tag stood for, `snapshots/<commit>/` the files under their names, as links into `blobs/`, where they are named by
 * their hash, and `.no_exist/<commit>/` the names that the commit is known to lack.
 */
export class RepositoryCache {
  readonly folder: string;

  constructor(root: string, model: string) {
    this.folder = join(root, ['models', ...model.split('/')].join('--'));
  }

  snapshot(commit: string): string {
    return join(this.folder, 'snapshots', commit);
  }

  blob(etag: string): string {
    return join(this.folder, 'blobs', etag);
  }

  /** The commit that a revision was found to be, or `null` when it has not been asked for yet. */
  async recordedCommit(revision: string): Promise<string | null> {
    if (isCommit(revision)) return revision;
    const text = await readFile(join(this.folder, 'refs', revision), 'utf8').catch(() => '');
    return isCommit(text.trim()) ? text.trim() : null;
  }

  async recordCommit(revision: string, commit: string): Promise<void> {
    if (revision === commit || (await this.recordedCommit(revision)) === commit) return;
    await writeFileAtomic(join(this.folder, 'refs', revision), commit);
  }

  isKnownAbsent(commit: string, name: string): Promise<boolean> {
    return isFile(join(this.folder, '.no_exist', commit, name));
  }

  /** A cache that cannot be written to costs a request the next time, nothing else. */
  async recordAbsent(commit: string, name: string): Promise<void> {
    await writeFileAtomic(join(this.folder, '.no_exist', commit, name), '').catch(() => undefined);
  }

  /**
   * Makes a blob visible in a snapshot. Links may be forbidden (Windows without developer mode, some network drives):
   * then a second name for the same bytes, or at last a copy.
   */
  async show(etag: string, commit: string, name: string): Promise<string> {
    const path = join(this.snapshot(commit), name);
    const temporary = `${path}.${randomUUID()}.tmp`;
    const blob = this.blob(etag);
    await mkdir(dirname(path), { recursive: true });
    try {
      await symlink(relative(dirname(path), blob), temporary)
        .catch(() => link(blob, temporary))
        .catch(() => copyFile(blob, temporary, constants.COPYFILE_FICLONE));
      await rename(temporary, path);
    } finally {
      await rm(temporary, { force: true });
    }
    return path;
  }

  /** The hash under which a file of a snapshot was recorded, or `null` when it stands there for itself. */
  async recordedEtag(path: string): Promise<string | null> {
    const blobs = join(await realpath(this.folder), 'blobs');
    const target = await realpath(path);
    if (dirname(target) === blobs) return isContentHash(basename(target)) ? basename(target) : null;
    const { ino, dev } = await stat(target, { bigint: true });
    for (const name of await readdir(blobs).catch(() => [])) {
      const other = await stat(join(blobs, name), { bigint: true }).catch(() => null);
      if (other?.ino === ino && other.dev === dev && isContentHash(name)) return name;
    }
    return null;
  }

  /** Removes a damaged file together with its blob. */
  async remove(path: string): Promise<void> {
    const etag = await this.recordedEtag(path);
    await rm(path, { force: true });
    if (etag !== null) await rm(this.blob(etag), { force: true });
  }
}
