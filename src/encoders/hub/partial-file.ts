import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { diskProblem } from './download-problem.js';
import { fileSize } from './is-file.js';

/** The part of a live download is written to at least this often; an older one belongs to nobody. */
const ABANDONED_MS = 10 * 60_000;
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/**
 * What has arrived of a file so far, beside its place and under a name of its own: `<name>.<host>-<pid>-<id>.incomplete`,
 * so that processes that fetch the same file do not meet. After a failure it is kept as `<name>.incomplete`, for
 * whoever comes next.
 */
export class PartialFile {
  private constructor(
    readonly path: string,
    private readonly target: string,
    private readonly handle: FileHandle,
    private length: number,
  ) {}

  /** Starts anew, or with a copy of the longest part that nobody works on any more. */
  static async claim(target: string, mayContinue: boolean): Promise<PartialFile> {
    const path = `${target}.${HOST}-${process.pid}-${randomUUID().slice(0, 8)}.incomplete`;
    try {
      await mkdir(dirname(target), { recursive: true });
      if (mayContinue) await adopt(target, path);
      const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o666);
      return new PartialFile(path, target, handle, (await handle.stat()).size);
    } catch (error) {
      throw diskProblem(target, error);
    }
  }

  /** Bytes so far. */
  get size(): number {
    return this.length;
  }

  async append(chunk: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < chunk.length; ) {
        const rest = chunk.subarray(written);
        const { bytesWritten } = await this.handle.write(rest, 0, rest.length, this.length);
        written += bytesWritten;
        this.length += bytesWritten;
      }
    } catch (error) {
      throw diskProblem(this.path, error);
    }
  }

  /** Begins again. */
  async clear(): Promise<void> {
    await this.handle.truncate(0);
    this.length = 0;
  }

  /** Leaves the part for a later call. */
  async keep(): Promise<void> {
    await this.handle.close();
    const kept = `${this.target}.incomplete`;
    const isLonger = this.length > ((await fileSize(kept)) ?? 0);
    await (isLonger ? rename(this.path, kept) : rm(this.path, { force: true })).catch(() => undefined);
  }

  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.path, { force: true });
  }

  /** Puts the whole file into its place, on the disk for good. */
  async finish(): Promise<void> {
    try {
      await this.handle.sync();
      await this.handle.close();
      await rename(this.path, this.target);
      await rm(`${this.target}.incomplete`, { force: true });
    } catch (error) {
      // Another process may have been first, and Windows does not replace a file in use.
      const isThere = (await fileSize(this.target)) === this.length;
      await rm(this.path, { force: true }).catch(() => undefined);
      if (!isThere) throw diskProblem(this.target, error);
    }
  }
}

/**
 * Copies rather than renames: should the part be written to after all, its writer loses a file but cannot spoil ours.
 * Other abandoned parts are removed.
 */
async function adopt(target: string, path: string): Promise<void> {
  const folder = dirname(target);
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(target)}.`) && name.endsWith('.incomplete'),
  );
  const parts = await Promise.all(names.map((name) => inspect(join(folder, name), basename(target))));
  const abandoned = parts.filter((part) => part.isAbandoned).sort((a, b) => b.size - a.size);
  const [longest] = abandoned;
  if (longest) await copyFile(longest.path, path, constants.COPYFILE_FICLONE).catch(() => undefined);
  for (const part of abandoned) await rm(part.path, { force: true }).catch(() => undefined);
}

async function inspect(path: string, name: string) {
  const facts = await stat(path).catch(() => null);
  if (facts === null) return { path, size: 0, isAbandoned: false };
  const owner = /^\.([0-9a-f]{8})-(\d+)-/.exec(basename(path).slice(name.length));
  const isKept = basename(path) === `${name}.incomplete`;
  const hasDied = owner?.[1] === HOST && !isRunning(Number(owner[2]));
  return {
    path,
    size: facts.size,
    isAbandoned: isKept || hasDied || Date.now() - facts.mtimeMs > ABANDONED_MS,
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
