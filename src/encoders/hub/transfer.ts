import { brokenConnection, DownloadProblem } from './download-problem.js';
import type { HubClient, OpenFile } from './hub-client.js';
import { checkStatus, type RemoteFile } from './hub-response.js';
import type { PartialFile } from './partial-file.js';
import { type RetryPolicy, withRetries } from './with-retries.js';

/** A try that brought so much is progress: interrupted again and again, a large file still arrives. */
const PROGRESS_BYTES = 1 << 20;

/** What is to be fetched. */
export interface TransferRequest {
  readonly client: HubClient;
  readonly name: string;
  readonly revision: string;
  readonly remote: RemoteFile;
  readonly signal: AbortSignal | undefined;
  readonly onBytes: (size: number) => void;
  readonly policy: RetryPolicy;
}

/** Fills a part up to the whole file, from where it stands, through interruptions. Does not judge the content. */
export async function transfer(request: TransferRequest, part: PartialFile): Promise<void> {
  let before = part.size;
  await withRetries(
    request.policy,
    request.signal,
    async () => {
      before = part.size;
      await attempt(request, part);
    },
    () => part.size - before >= PROGRESS_BYTES,
  );
}

async function attempt(request: TransferRequest, part: PartialFile): Promise<void> {
  const { client, name, revision, remote, signal } = request;
  const { size } = remote;
  // Without a hash nothing would tell that the beginning is of another file.
  if (remote.etag === null || (size !== null && part.size > size)) await part.clear();
  if (size !== null && part.size === size) return;
  const opened = await client.open(name, revision, part.size, signal);
  try {
    await position(opened, part, remote);
    await receive(opened, part, request);
  } finally {
    opened.watch.stop();
    await opened.response.body?.cancel().catch(() => undefined);
  }
  if (size !== null && part.size < size) {
    throw brokenConnection(part.size, size);
  }
}

/** Brings the part to the byte at which the answer begins. */
async function position(
  { response, remote }: OpenFile,
  part: PartialFile,
  expected: RemoteFile,
): Promise<void> {
  const host = URL.canParse(response.url) ? new URL(response.url).host : 'the server';
  if (response.status === 416) {
    const problem = new DownloadProblem(`${host} has no byte ${part.size} of the file`, { temporary: true });
    await part.clear();
    throw problem;
  }
  checkStatus(host, response);
  if (remote.etag !== null && remote.etag !== expected.etag) {
    await part.clear();
    throw new DownloadProblem('the file changed on the server while it was fetched');
  }
  const start = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  const begins = response.status === 206 ? Number(start) : 0;
  if (begins === part.size) return;
  await part.clear();
  if (begins !== 0)
    throw new DownloadProblem(`${host} sent another part than was asked for`, { temporary: true });
}

async function receive(
  { response, watch }: OpenFile,
  part: PartialFile,
  request: TransferRequest,
): Promise<void> {
  const { remote, signal, onBytes } = request;
  const declared = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
  const end = declared === null ? null : part.size + Number(declared);
  try {
    for await (const chunk of response.body ?? []) {
      watch.touch();
      await part.append(chunk as Uint8Array);
      onBytes(part.size);
      if (remote.size !== null && part.size > remote.size) return;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DownloadProblem) throw error;
    throw watch.signal.aborted ? watch.signal.reason : brokenConnection(part.size, end, error);
  }
  if (end !== null && part.size < end) {
    throw brokenConnection(part.size, end);
  }
}
