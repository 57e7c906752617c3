import { join } from 'node:path';
import type { Place } from './fetch-file.js';
import { isFile } from './is-file.js';
import type { HubLocation } from './model-location.js';
import { isCommit, type RepositoryCache } from './repository-cache.js';

/** A place, and whether it is taken as it is: a folder that another program filled, of a commit that nobody knows. */
export interface LocalPlace extends Place {
  readonly isComplete: boolean;
}

/**
 * Which of the places on disk a load uses: exactly one, so that it never mixes files of two commits. The snapshot of the recorded
 * commit is preferred; a folder filled by transformers.js is used when it has the graph and the snapshot has not.
 * `null` when the commit must be asked for first.
 */
export async function chooseLocalPlace(
  hub: HubLocation,
  cache: RepositoryCache,
  mustAskAnew: boolean,
): Promise<LocalPlace | null> {
  if (mustAskAnew && !isCommit(hub.revision)) return null;
  const commit = await cache.recordedCommit(hub.revision);
  const snapshot = commit === null ? null : { folder: cache.snapshot(commit), commit, isComplete: false };
  if (snapshot !== null && (await hasAny(snapshot.folder, hub.graphs))) return snapshot;
  if (await hasAny(hub.plainFolder, hub.graphs)) {
    return { folder: hub.plainFolder, commit: null, isComplete: true };
  }
  return snapshot;
}

async function hasAny(folder: string, names: readonly string[]): Promise<boolean> {
  for (const name of names) if (await isFile(join(folder, name))) return true;
  return false;
}
