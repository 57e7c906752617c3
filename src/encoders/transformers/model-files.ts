import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RecommenderError } from '../../errors.js';
import { downloadModelFile } from './download.js';
import type { ModelLocation } from './model-location.js';

/** Finds the files of one model: in its folders first, then on the Hub if that is allowed. */
export class ModelFiles {
  constructor(
    private readonly owner: string,
    readonly location: ModelLocation,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The first of these names that a folder has, as an absolute path; never touches the network. */
  async findLocal(names: readonly string[]): Promise<string | null> {
    for (const folder of this.location.folders) {
      for (const name of names) {
        const path = join(folder, name);
        if (await isFile(path)) return path;
      }
    }
    return null;
  }

  /** Like {@link findLocal}, but downloads the first of the names that the Hub has. */
  async find(names: readonly string[]): Promise<string | null> {
    const local = await this.findLocal(names);
    const { remote } = this.location;
    if (local !== null || remote === null) return local;
    for (const name of names) {
      const target = join(remote.target, name);
      if (await downloadModelFile(remote, name, target, this.missing(names), this.signal)) return target;
    }
    return null;
  }

  /** Like {@link find}; a file that cannot be had raises `MODEL_NOT_FOUND`. */
  async require(names: readonly string[]): Promise<string> {
    const path = await this.find(names);
    if (path === null) throw this.missing(names)();
    return path;
  }

  /** The error for a file that is nowhere: names it, the folders looked in, and the remedy. */
  missing(names: readonly string[]): (reason?: string, cause?: unknown) => RecommenderError {
    const { label, folders, remedy, remote } = this.location;
    const files = names.map((name) => `"${name}"`).join(' or ');
    const places = folders.map((folder) => `"${folder}"`).join(' and ');
    return (reason, cause) =>
      new RecommenderError(
        'MODEL_NOT_FOUND',
        `${this.owner}: ${files} of ${label} is missing. Looked in ${places}${remote ? ', then on the Hub' : ''}${reason ? `: ${reason}` : ''}. ${remedy}`,
        { cause, data: { files: names, folders, downloadAllowed: remote !== null } },
      );
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
