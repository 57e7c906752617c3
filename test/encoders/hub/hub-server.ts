import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** One request as it came. */
export interface SeenRequest {
  readonly host: 'hub' | 'storage';
  readonly method: string;
  /** File in the repository, or the path of an API request. */
  readonly name: string;
  readonly revision: string | undefined;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** How the server spoils an answer that it would have given. */
export type Misbehaviour =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Record<string, string> }
  /** Hangs up after so many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Flips a byte. */
  | { readonly kind: 'wrong-bytes' }
  /** A shorter file, honestly declared. */
  | { readonly kind: 'short'; readonly bytes: number }
  /** The whole file, whatever range was asked for. */
  | { readonly kind: 'ignore-range' }
  /** A chunk at a time, with pauses. */
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }
  /** Sends so much and then nothing, with the connection open. */
  | { readonly kind: 'stall'; readonly after: number }
  /** Sends half of the body, and the rest when the promise is kept. */
  | { readonly kind: 'hold'; readonly until: Promise<void> }
  | { readonly kind: 'other-commit'; readonly commit: string };

type Files = ReadonlyMap<string, Buffer>;

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
/** The name that git gives to a content. */
export const gitHash = (content: Buffer) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
export { sha256 };

/**
 * The file protocol of the Hugging Face Hub for one model, on loopback: `resolve` with commits and hashes in headers,
 * small files behind a relative redirect, large ones behind a redirect to a storage server on a port of its own whose ETag
 * means something else, ranges, and the look-up of revisions.
 */
export class HubServer {
  readonly requests: SeenRequest[] = [];
  /** Branches and tags. */
  readonly revisions = new Map<string, string>();
  readonly commits = new Map<string, Files>();
  /** Called before every answer. */
  misbehave: (request: SeenRequest) => Misbehaviour | undefined = () => undefined;
  /** Set to refuse whoever does not bring it. */
  token: string | null = null;
  /** Files that are kept in large-file storage. */
  isLarge = (name: string) => /\.onnx/.test(name);
  endpoint = '';
  private storage = '';
  private readonly servers: Server[] = [];

  constructor(readonly model = 'some/model') {}

  /** Starts a server that ends with the test. */
  static async start(model?: string): Promise<HubServer> {
    const hub = new HubServer(model);
    hub.endpoint = await hub.listen((request, response) => hub.answer(request, response));
    hub.storage = await hub.listen((request, response) => hub.answerStorage(request, response));
    onTestFinished(() => hub.stop());
    return hub;
  }

  /** Adds a commit and lets `main` stand for it. Returns its name. */
  commit(files: Record<string, string | Buffer>, revision = 'main'): string {
    const entries = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)] as const);
    const commit = createHash('sha1')
      .update(JSON.stringify(entries.map(([name, content]) => [name, sha256(content)])))
      .digest('hex');
    this.commits.set(commit, new Map(entries));
    this.revisions.set(revision, commit);
    return commit;
  }

  /** `GET name` of every request that asked for a file's bytes, without redirects. */
  get downloads(): string[] {
    const asked = this.requests.filter(
      ({ method, host, name }) =>
        method === 'GET' && (host === 'storage' || !this.isLarge(name)) && !name.startsWith('api/models'),
    );
    return asked.map(({ name }) => name);
  }

  stop(): void {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }

  private async listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>) {
    const server = createServer((request, response) => {
      handle(request, response).catch(() => response.destroy());
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  private see(
    host: SeenRequest['host'],
    request: IncomingMessage,
    name: string,
    revision?: string,
  ): SeenRequest {
    const { authorization, range } = request.headers;
    const seen = { host, method: request.method ?? '', name, revision, range, authorization };
    this.requests.push(seen);
    return seen;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.endpoint);
    const api = url.pathname.match(/^\/api\/models\/(.+)\/revision\/([^/]+)$/);
    const cached = url.pathname.match(/^\/api\/resolve-cache\/(.+)\/([0-9a-f]{40})\/(.+)$/);
    const file = url.pathname.match(/^\/(.+?)\/resolve\/([^/]+)\/(.+)$/);
    const [, model, revision, name = ''] = (api ?? cached ?? file ?? []).map((part) =>
      decodeURIComponent(part),
    );
    // The redirect to the cache is a step inside the Hub, not a request for a file of its own.
    const seen = cached
      ? ({
          host: 'hub',
          method: request.method ?? '',
          name,
          revision,
          range: request.headers.range,
        } as SeenRequest)
      : this.see('hub', request, api ? url.pathname.slice(1) : name, revision);
    const spoiled = cached ? undefined : this.misbehave(seen);
    if (spoiled?.kind === 'status') return void response.writeHead(spoiled.status, spoiled.headers).end();
    if (this.token !== null && request.headers.authorization !== `Bearer ${this.token}`) {
      return void response
        .writeHead(401, { 'x-error-code': 'GatedRepo', 'x-error-message': 'Access is restricted' })
        .end();
    }
    if (model !== this.model) return void response.writeHead(401, { 'x-error-code': 'RepoNotFound' }).end();
    const commit = this.commits.has(revision ?? '') ? revision! : this.revisions.get(revision ?? '');
    if (commit === undefined)
      return void response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
    if (api) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify({ id: this.model, sha: commit }));
    }
    const content = this.commits.get(commit)?.get(name);
    const told = { 'x-repo-commit': spoiled?.kind === 'other-commit' ? spoiled.commit : commit };
    if (content === undefined) {
      return void response.writeHead(404, { ...told, 'x-error-code': 'EntryNotFound' }).end();
    }
    if (this.isLarge(name)) {
      const headers = {
        ...told,
        'x-linked-etag': `"${sha256(content)}"`,
        'x-linked-size': content.length,
        etag: '"redirect"',
      };
      return void response
        .writeHead(302, { ...headers, location: `${this.storage}/${commit}/${name}?signed=1` })
        .end();
    }
    if (!cached) {
      const location = `/api/resolve-cache/${this.model}/${commit}/${name}?etag=${gitHash(content)}`;
      return void response.writeHead(307, { ...told, location }).end();
    }
    if (url.searchParams.get('etag') === null) return void response.writeHead(400).end();
    const spoiledFile = request.method === 'GET' ? this.misbehave(seen) : undefined;
    await sendFile(request, response, content, { ...told, etag: `"${gitHash(content)}"` }, spoiledFile);
  }

  private async answerStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, commit = '', name = ''] = request.url?.match(/^\/([0-9a-f]{40})\/(.+)\?signed=1$/) ?? [];
    const seen = this.see('storage', request, name, commit);
    const spoiled = this.misbehave(seen);
    if (spoiled?.kind === 'status') return void response.writeHead(spoiled.status, spoiled.headers).end();
    const content = this.commits.get(commit)?.get(name);
    if (content === undefined) return void response.writeHead(403).end();
    // Looks like a hash of the content and is none, as the storage of the real Hub does it.
    await sendFile(request, response, content, { etag: `"${sha256(Buffer.from(name))}"` }, spoiled);
  }
}

async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  headers: Record<string, string>,
  spoiled: Misbehaviour | undefined,
): Promise<void> {
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const start = asked && spoiled?.kind !== 'ignore-range' ? Number(asked[1]) : 0;
  if (start > 0 && start >= content.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  }
  let body = Buffer.from(content.subarray(start));
  if (spoiled?.kind === 'wrong-bytes' && body.length > 0) body[body.length >> 1]! ^= 1;
  if (spoiled?.kind === 'short') body = body.subarray(0, spoiled.bytes);
  response.writeHead(start > 0 ? 206 : 200, {
    ...headers,
    'content-length': body.length,
    'accept-ranges': 'bytes',
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  if (request.method === 'HEAD') return void response.end();
  if (spoiled?.kind === 'cut' || spoiled?.kind === 'stall') {
    await new Promise((resolve) => response.write(body.subarray(0, spoiled.after), resolve));
    // The bytes must be on their way before the connection breaks.
    await sleep(50);
    if (spoiled.kind === 'cut') response.destroy();
    return;
  }
  if (spoiled?.kind === 'hold') {
    response.write(body.subarray(0, body.length >> 1));
    await spoiled.until;
    response.write(body.subarray(body.length >> 1));
  } else if (spoiled?.kind === 'drip') {
    for (let at = 0; at < body.length && !response.destroyed; at += spoiled.bytes) {
      response.write(body.subarray(at, at + spoiled.bytes));
      await sleep(spoiled.everyMs);
    }
  } else response.write(body);
  response.end();
}
