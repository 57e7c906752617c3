import { join } from 'node:path';
import { RecommenderError } from '../../errors.js';
import { abortedError, throwIfAborted } from '../../util/abort.js';
import { DownloadProblem } from './download-problem.js';
import { HubFiles, type ModelFilesSettings } from './hub-files.js';
import { isFile } from './is-file.js';
import type { ModelLocation } from './model-location.js';

/** Finds the files of one model: in its folder or in the cache, then on the Hub if that is allowed. */
export class ModelFiles {
  /** Paths of all files that were asked for and found, by name. */
  readonly found = new Map<string, string>();
  readonly hub: HubFiles | null;

  constructor(
    private readonly owner: string,
    readonly location: ModelLocation,
    private readonly signal: AbortSignal | undefined,
    settings: ModelFilesSettings = {},
  ) {
    this.hub = location.hub && new HubFiles(location.hub, signal, settings);
  }

  /** The commit that the files are of, once one was found; `null` for folders and servers that know no commits. */
  get commit(): string | null {
    return this.hub?.commit ?? null;
  }

  /** The first of these names that is on disk, as an absolute path; never touches the network. */
  async findLocal(names: readonly string[]): Promise<string | null> {
    const { hub } = this;
    if (hub) return this.guard(names, () => this.note(names, (name) => hub.findLocal(name)));
    for (const folder of this.location.folders) {
      const path = await this.note(names, async (name) => {
        const candidate = join(folder, name);
        return (await isFile(candidate)) ? candidate : null;
      });
      if (path !== null) return path;
    }
    return null;
  }

  /**
   * Like {@link findLocal}, but downloads the first of the names that the Hub has. That it has none is remembered, so that a
   * whole model needs no network: what vectors are like must not depend on a connection.
   */
  async find(names: readonly string[]): Promise<string | null> {
    const local = await this.findLocal(names);
    const { hub } = this;
    if (local !== null || hub === null) return local;
    return this.guard(names, () => this.note(names, (name) => hub.fetch(name)));
  }

  /** Like {@link find}; a file that cannot be had raises `MODEL_NOT_FOUND`. */
  async require(names: readonly string[]): Promise<string> {
    const path = await this.find(names);
    if (path === null) throw this.missing(names)();
    return path;
  }

  /** The error for a file that is nowhere: names it, the folders looked in, and the remedy. */
  missing(names: readonly string[]): (reason?: string, cause?: unknown) => RecommenderError {
    const { label, remedy } = this.location;
    const folders = this.hub?.folders ?? this.location.folders;
    const downloadAllowed = this.hub?.mayDownload ?? false;
    const files = names.map((name) => `"${name}"`).join(' or ');
    const places = folders.map((folder) => `"${folder}"`).join(' and ');
    return (reason, cause) =>
      new RecommenderError(
        'MODEL_NOT_FOUND',
        `${this.owner}: ${files} of ${label} is missing. Looked in ${places}${downloadAllowed ? ', then on the Hub' : ''}${reason ? `: ${reason}` : ''}. ${remedy}`,
        { cause, data: { files: names, folders, commit: this.commit, downloadAllowed } },
      );
  }

  /** The hash that the Hub gave for a file of this model; `null` where it is not known. */
  async recordedHash(path: string): Promise<string | null> {
    return this.hub !== null && this.commit !== null ? this.hub.cache.recordedEtag(path) : null;
  }

  /** After an update: from now on the revision means the commit of these files. */
  async recordCommit(): Promise<void> {
    await this.guard([...this.found.keys()], async () => this.hub?.recordCommit());
  }

  private async note(
    names: readonly string[],
    find: (name: string) => Promise<string | null>,
  ): Promise<string | null> {
    for (const name of names) {
      const path = await find(name);
      if (path === null) continue;
      this.found.set(name, path);
      return path;
    }
    return null;
  }

  private async guard<Result>(names: readonly string[], task: () => Promise<Result>): Promise<Result> {
    throwIfAborted(this.signal);
    try {
      return await task();
    } catch (error) {
      if (this.signal?.aborted) throw abortedError(this.signal);
      if (error instanceof DownloadProblem) throw this.missing(names)(error.message, error.cause ?? error);
      // The cache itself fails: no permission, no space, a file where a folder should be.
      if (error instanceof Error && 'syscall' in error) throw this.missing(names)(error.message, error);
      throw error;
    }
  }
}
