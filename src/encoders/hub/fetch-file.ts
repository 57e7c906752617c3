import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressEvent } from '../../types.js';
import { findDamage, isContentHash } from './content-hash.js';
import { DownloadProblem } from './download-problem.js';
import type { HubClient } from './hub-client.js';
import type { RemoteFile } from './hub-response.js';
import { fileSize } from './is-file.js';
import { PartialFile } from './partial-file.js';
import { reportBytes } from './report-bytes.js';
import type { RepositoryCache } from './repository-cache.js';
import { transfer } from './transfer.js';
import { type RetryPolicy, withRetries } from './with-retries.js';

/** Where the files of one load lie: a snapshot of a commit, or the folder that stands in for one on a plain file server. */
export interface Place {
  readonly folder: string;
  readonly commit: string | null;
}

/** What all files of one load have in common. */
export interface FetchContext {
  readonly client: HubClient;
  readonly cache: RepositoryCache;
  readonly model: string;
  readonly revision: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: ((event: ProgressEvent) => void) | undefined;
  readonly policy: RetryPolicy;
}

/** Gets one file into its place and returns its path, or `null` when the model has no such file. Raises {@link DownloadProblem}. */
export async function fetchFile(context: FetchContext, place: Place, name: string): Promise<string | null> {
  const { client, cache, signal, policy } = context;
  const { commit } = place;
  const at = commit ?? context.revision;
  if (commit !== null && (await cache.isKnownAbsent(commit, name))) return null;
  const remote = await withRetries(policy, signal, () => client.describe(name, at, signal));
  if (remote === null) {
    if (commit !== null) await cache.recordAbsent(commit, name);
    return null;
  }
  if (commit !== null && remote.commit !== null && remote.commit !== commit) {
    throw new DownloadProblem(`asked for commit ${commit}, the server answered with ${remote.commit}`);
  }
  const { etag } = remote;
  if (commit === null || etag === null || !isContentHash(etag)) {
    const path = join(place.folder, name);
    await download(context, { name, at, remote, target: path, mayContinue: false });
    return path;
  }
  const blob = cache.blob(etag);
  const present = await fileSize(blob);
  if (present !== null && remote.size !== null && present !== remote.size) await rm(blob, { force: true });
  if ((await fileSize(blob)) === null) {
    await download(context, { name, at, remote, target: blob, mayContinue: true });
  }
  return cache.show(etag, commit, name);
}

interface Download {
  readonly name: string;
  readonly at: string;
  readonly remote: RemoteFile;
  readonly target: string;
  /** May an interrupted download be gone on with by a later call? Only where a hash tells whether that went well. */
  readonly mayContinue: boolean;
}

/** Downloads, checks, and only then shows the file under its name. What is damaged is fetched once more, from the start. */
async function download(
  context: FetchContext,
  { name, at, remote, target, mayContinue }: Download,
): Promise<void> {
  const { client, signal, policy, onProgress, model } = context;
  for (let round = 0; ; round++) {
    const part = await PartialFile.claim(target, mayContinue);
    let damage: string | null;
    try {
      const total = remote.size ?? undefined;
      const onBytes = reportBytes({ model, file: name, total, start: part.size }, onProgress);
      await transfer({ client, name, revision: at, remote, signal, onBytes, policy }, part);
      damage = await findDamage(part.path, remote, signal);
    } catch (error) {
      await (mayContinue ? part.keep() : part.discard());
      throw error;
    }
    if (damage === null) return part.finish();
    await part.discard();
    if (round > 0) {
      throw new DownloadProblem(
        `what arrived is damaged, twice in a row (${damage}); something on the way alters it, a proxy for instance`,
      );
    }
  }
}
