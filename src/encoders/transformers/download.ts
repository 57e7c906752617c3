import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RecommenderError } from '../../errors.js';
import { abortedError, throwIfAborted } from '../../util/abort.js';
import { loadTransformers, type TransformersModule } from './runtime.js';

/** Hosts that may see the access token, as in transformers.js. */
const TOKEN_HOSTS = new Set(['huggingface.co', 'hf.co']);

/**
 * Downloads one file of a Hub repository to `target`, under a temporary name first. Returns false when the repository
 * has no such file; everything else that goes wrong raises what `failure` makes. Host, path template and `fetch` are
 * those of transformers.js' `env`. Its own loader is not used because it takes no AbortSignal, and because it looks
 * for `tokenizer_config.json` on the network even with `local_files_only`.
 */
export async function downloadModelFile(
  remote: { readonly model: string; readonly revision: string },
  name: string,
  target: string,
  failure: (reason: string, cause?: unknown) => RecommenderError,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  throwIfAborted(signal);
  const { env } = await loadTransformers();
  if (!env.allowRemoteModels) throw failure('downloads are switched off by env.allowRemoteModels');
  const url = fileUrl(env, remote, name);
  const temporary = `${target}.${randomUUID()}.tmp`;
  try {
    const response: Response = await env.fetch(url, {
      headers: requestHeaders(url),
      ...(signal ? { signal } : {}),
    });
    if (response.status === 404) return false;
    if (!response.ok || response.body === null) {
      throw failure(`${url.host} answered ${response.status} ${response.statusText}`.trim());
    }
    await mkdir(dirname(target), { recursive: true });
    await pipeline(Readable.from(response.body), createWriteStream(temporary, { flags: 'wx', flush: true }), {
      ...(signal ? { signal } : {}),
    });
    await checkLength(response, temporary, failure);
    await rename(temporary, target);
    return true;
  } catch (error) {
    await rm(temporary, { force: true });
    if (signal?.aborted) throw abortedError(signal);
    if (error instanceof Error && error.name === 'RecommenderError') throw error;
    throw failure(`${url.host} could not be reached (${rootCause(error)})`, error);
  }
}

function fileUrl(env: TransformersModule['env'], remote: { model: string; revision: string }, name: string) {
  const path = env.remotePathTemplate
    .replaceAll('{model}', remote.model)
    .replaceAll('{revision}', encodeURIComponent(remote.revision));
  return new URL(`${path.replace(/\/$/, '')}/${name}`, env.remoteHost);
}

function requestHeaders(url: URL): Record<string, string> {
  const token = process.env.HF_TOKEN ?? process.env.HF_ACCESS_TOKEN;
  return token && TOKEN_HOSTS.has(url.hostname) ? { authorization: `Bearer ${token}` } : {};
}

async function checkLength(
  response: Response,
  path: string,
  failure: (reason: string) => RecommenderError,
): Promise<void> {
  const declared = response.headers.get('content-length');
  if (declared === null || response.headers.has('content-encoding')) return;
  const { size } = await stat(path);
  if (size !== Number(declared)) throw failure(`only ${size} of ${declared} bytes arrived`);
}

/** `fetch failed` says nothing; the error beneath it does. */
function rootCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootCause(error.cause) : error.message;
}
