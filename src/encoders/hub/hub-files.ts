import { join } from 'node:path';
import type { ProgressEvent } from '../../types.js';
import { chooseLocalPlace, type LocalPlace } from './choose-place.js';
import { findDamage } from './content-hash.js';
import { DownloadProblem } from './download-problem.js';
import { type FetchContext, fetchFile } from './fetch-file.js';
import { HubClient } from './hub-client.js';
import { isFile } from './is-file.js';
import type { HubLocation } from './model-location.js';
import { RepositoryCache } from './repository-cache.js';
import { HUB_RETRY_POLICY, type RetryPolicy, withRetries } from './with-retries.js';

/** How the files of a model are looked for. */
export interface ModelFilesSettings {
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  /** Ask the Hub which commit the revision is now, whatever was recorded. @default false */
  readonly update?: boolean | undefined;
  /** Compare files that are there with the hashes they were recorded under. @default false */
  readonly verify?: boolean | undefined;
  /** @default HUB_RETRY_POLICY */
  readonly policy?: RetryPolicy | undefined;
}

/** The files of one model of the Hub, all of one commit. Raises {@link DownloadProblem}. */
export class HubFiles {
  readonly cache: RepositoryCache;
  private local: Promise<LocalPlace | null> | undefined;
  private remote: Promise<LocalPlace> | undefined;
  private context: Promise<FetchContext> | undefined;
  private place: LocalPlace | null = null;

  constructor(
    private readonly hub: HubLocation,
    private readonly signal: AbortSignal | undefined,
    private readonly settings: ModelFilesSettings,
  ) {
    this.cache = new RepositoryCache(hub.root, hub.model);
  }

  get commit(): string | null {
    return this.place?.commit ?? null;
  }

  /** For messages. */
  get folders(): readonly string[] {
    return this.place ? [this.place.folder] : [this.cache.folder, this.hub.plainFolder];
  }

  get mayDownload(): boolean {
    return !this.hub.offline && !this.place?.isComplete;
  }

  /** Never touches the network. */
  async findLocal(name: string): Promise<string | null> {
    const place = await this.localPlace();
    if (place === null) return null;
    const path = join(place.folder, name);
    if (!(await isFile(path))) return null;
    return (await this.isSound(path)) ? path : null;
  }

  /** Downloads what is not there. */
  async fetch(name: string): Promise<string | null> {
    await this.localPlace();
    if (!this.mayDownload) return null;
    this.context ??= this.connect();
    const context = await this.context;
    this.remote ??= this.remotePlace(context, name);
    const place = await this.remote;
    const path = join(place.folder, name);
    if ((await isFile(path)) && (await this.isSound(path))) return path;
    const fetched = await fetchFile(context, place, name);
    // An update counts once it is complete: until then the earlier commit stays the one that works.
    if (fetched !== null && this.settings.update !== true) await this.recordCommit();
    return fetched;
  }

  /** From now on the revision means the commit of this load. */
  async recordCommit(): Promise<void> {
    if (this.commit !== null) await this.cache.recordCommit(this.hub.revision, this.commit);
  }

  private async localPlace(): Promise<LocalPlace | null> {
    if (this.place !== null) return this.place;
    this.local ??= chooseLocalPlace(this.hub, this.cache, this.settings.update === true);
    this.place ??= await this.local;
    return this.place;
  }

  private async remotePlace({ client, policy }: FetchContext, name: string): Promise<LocalPlace> {
    if (this.place !== null) return this.place;
    const { revision, plainFolder } = this.hub;
    const { signal } = this;
    const commit = await withRetries(
      policy,
      signal,
      async () =>
        (await client.resolveRevision(revision, signal)) ??
        (await client.describe(name, revision, signal))?.commit ??
        null,
    );
    this.place =
      commit === null
        ? { folder: plainFolder, commit: null, isComplete: false }
        : { folder: this.cache.snapshot(commit), commit, isComplete: false };
    return this.place;
  }

  private async connect(): Promise<FetchContext> {
    const { model, revision } = this.hub;
    const client = await HubClient.connect(model);
    const { onProgress, policy = HUB_RETRY_POLICY } = this.settings;
    return { client, cache: this.cache, model, revision, signal: this.signal, onProgress, policy };
  }

  /** Looks at the content only if asked to. What is damaged is removed where it can be had again. */
  private async isSound(path: string): Promise<boolean> {
    if (this.settings.verify !== true || this.commit === null) return true;
    const etag = await this.cache.recordedEtag(path);
    const damage = await findDamage(path, { etag, size: null }, this.signal);
    if (damage === null) return true;
    if (this.hub.offline) throw new DownloadProblem(`"${path}" is damaged (${damage}); fetch it again`);
    await this.cache.remove(path);
    return false;
  }
}
