import { loadTransformers, type TransformersModule } from '../transformers/runtime.js';
import { DownloadProblem, networkProblem } from './download-problem.js';
import { hubToken } from './hub-environment.js';
import { checkStatus, isNoSuchFile, mergeFacts, NO_FACTS, type RemoteFile } from './hub-response.js';
import { IdleWatch } from './idle-watch.js';
import { redirectTarget } from './redirect-target.js';
import { isCommit } from './repository-cache.js';

const DEFAULT_HOST = 'https://huggingface.co/';
/** Hosts of the Hub itself, whatever mirror is in use: their answers are trusted, and they may see the token. */
const HUB_HOSTS = new Set(['huggingface.co', 'hf.co']);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MAX_REDIRECTS = 8;

/** An answer with a body, and what the Hub said about the file on the way to it. */
export interface OpenFile {
  readonly response: Response;
  readonly remote: RemoteFile;
  readonly watch: IdleWatch;
}

/**
 * Speaks the Hub's file protocol for one model. Host, path template and `fetch` are those of transformers.js' `env`,
 * or `HF_ENDPOINT`. Its own loader is not used because it takes no AbortSignal, and because it looks for
 * `tokenizer_config.json` on the network even with `local_files_only`.
 */
export class HubClient {
  private constructor(
    private readonly env: TransformersModule['env'],
    private readonly model: string,
    private readonly base: URL,
    private readonly token: string | null,
  ) {}

  static async connect(model: string): Promise<HubClient> {
    const { env } = await loadTransformers();
    if (!env.allowRemoteModels)
      throw new DownloadProblem('downloads are switched off by env.allowRemoteModels');
    const isChosen = env.remoteHost !== DEFAULT_HOST;
    const host = isChosen ? env.remoteHost : process.env.HF_ENDPOINT || DEFAULT_HOST;
    if (!URL.canParse(host))
      throw new DownloadProblem(`HF_ENDPOINT or env.remoteHost is no address: "${host}"`);
    const base = new URL(host.endsWith('/') ? host : `${host}/`);
    // A host that was set in code never saw the token; HF_ENDPOINT is set beside HF_TOKEN, by the same person.
    const token = isChosen && !HUB_HOSTS.has(base.hostname) ? null : hubToken();
    return new HubClient(env, model, base, token);
  }

  /** The commit that a branch or tag stands for; `null` when the server is a plain file server that does not know. */
  async resolveRevision(revision: string, signal?: AbortSignal): Promise<string | null> {
    const url = new URL(`api/models/${this.model}/revision/${encodeURIComponent(revision)}`, this.base);
    const { response, watch } = await this.request(url, { method: 'GET', signal });
    try {
      if (isNoSuchFile(response)) return null;
      checkStatus(url.host, response);
      const facts = (await response.json().catch(() => null)) as { sha?: unknown } | null;
      return typeof facts?.sha === 'string' && isCommit(facts.sha) ? facts.sha : null;
    } catch (error) {
      throw networkProblem(url.host, error);
    } finally {
      watch.stop();
    }
  }

  /** What the Hub says about a file, or `null` when the revision has no such file. */
  async describe(name: string, revision: string, signal?: AbortSignal): Promise<RemoteFile | null> {
    const url = this.fileUrl(name, revision);
    const { response, remote, watch } = await this.request(url, { method: 'HEAD', signal });
    watch.stop();
    if (isNoSuchFile(response)) return null;
    if (!REDIRECTS.has(response.status)) checkStatus(url.host, response);
    return remote;
  }

  /** Opens a file from some byte on; the answer says whether the server agreed to that. The caller stops the watch. */
  async open(name: string, revision: string, offset: number, signal?: AbortSignal): Promise<OpenFile> {
    const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {};
    return this.request(this.fileUrl(name, revision), { method: 'GET', headers, signal });
  }

  private fileUrl(name: string, revision: string): URL {
    const path = this.env.remotePathTemplate
      .replaceAll('{model}', this.model)
      .replaceAll('{revision}', encodeURIComponent(revision));
    return new URL(`${path.replace(/\/$/, '')}/${name}`, this.base);
  }

  /**
   * Follows redirects by itself: what the Hub knows of a large file stands on its redirect, not on the answer of the
   * storage behind it, whose ETag means something else; and the token must not go there.
   */
  private async request(
    start: URL,
    {
      method,
      headers,
      signal,
    }: { method: string; headers?: Record<string, string>; signal?: AbortSignal | undefined },
  ): Promise<OpenFile> {
    const watch = new IdleWatch(start.host, signal);
    let url = start;
    let remote = NO_FACTS;
    try {
      for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
        const isHub = this.isHub(url);
        const response: Response = await this.env.fetch(url, {
          method,
          redirect: 'manual',
          signal: watch.signal,
          // Without content coding, lengths and ranges count the file's own bytes.
          headers: {
            'accept-encoding': 'identity',
            ...headers,
            ...(isHub && this.token !== null ? { authorization: `Bearer ${this.token}` } : {}),
          },
        });
        watch.touch();
        if (isHub) remote = mergeFacts(remote, response);
        const location = REDIRECTS.has(response.status) ? response.headers.get('location') : null;
        if (location === null) return { response, remote, watch };
        const next = redirectTarget(location, url);
        if (method === 'HEAD' && !this.isHub(next)) return { response, remote, watch };
        await response.body?.cancel();
        url = next;
      }
      throw new DownloadProblem(`${start.host} redirected more than ${MAX_REDIRECTS} times`);
    } catch (error) {
      watch.stop();
      throw networkProblem(url.host, watch.signal.aborted && !signal?.aborted ? watch.signal.reason : error);
    }
  }

  private isHub(url: URL): boolean {
    return url.origin === this.base.origin || (url.protocol === 'https:' && HUB_HOSTS.has(url.hostname));
  }
}
