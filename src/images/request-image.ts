import type { Agent, Dispatcher } from 'undici';
import { ImageProblem, messageOf } from './image-problem.js';
import type { ResolvedImageOptions } from './options.js';
import { parseRetryAfter } from './retry-delay.js';
import { checkBytes } from './verify-image.js';

/** What one request brought: the body, or where to look instead. */
export type ImageResponse = { readonly body: Uint8Array } | { readonly location: string };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const TEMPORARY = new Set([408, 425, 429]);
/** A rest of a body up to this size is read to keep the connection; a larger one costs less to hang up on. */
const DUMP_BYTES = 64 * 1024;
const TIMEOUT_CODES = /^(UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT)$/;

/** One GET with a deadline over everything from connecting to the last byte. Raises {@link ImageProblem}. */
export async function requestImage(
  agent: Agent,
  url: URL,
  options: Pick<ResolvedImageOptions, 'timeoutMs' | 'maxBytes' | 'userAgent'>,
  signal: AbortSignal,
): Promise<ImageResponse> {
  signal.throwIfAborted();
  const deadline = new AbortController();
  const abort = () => deadline.abort(signal.reason);
  const timer = setTimeout(() => deadline.abort(timeout(options.timeoutMs)), options.timeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  try {
    const response = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: 'GET',
      // No content coding: pictures are compressed already, and the byte limit then counts what is kept.
      headers: {
        accept: 'image/*,*/*;q=0.1',
        'accept-encoding': 'identity',
        'user-agent': options.userAgent,
      },
      signal: deadline.signal,
    });
    return await readResponse(response, options.maxBytes);
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : toProblem(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

async function readResponse(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<ImageResponse> {
  if (statusCode === 200) {
    try {
      checkBytes(Number(single(headers['content-length']) ?? 0), maxBytes);
      return { body: await readBody(body, maxBytes) };
    } finally {
      body.on('error', () => undefined).destroy();
    }
  }
  await body.dump({ limit: DUMP_BYTES });
  const location = single(headers.location);
  if (REDIRECTS.has(statusCode) && location !== undefined) return { location };
  const temporary = TEMPORARY.has(statusCode) || statusCode >= 500;
  const retryAfterMs = temporary ? parseRetryAfter(single(headers['retry-after']), Date.now()) : undefined;
  throw new ImageProblem(`HTTP_${statusCode}`, `the server answered with status ${statusCode}`, {
    temporary,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.length;
      checkBytes(size, maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ImageProblem) throw error;
    const detail = `the connection ended after ${size} bytes, before the body was complete (${messageOf(error)})`;
    throw new ImageProblem('TRUNCATED', detail, { temporary: true, cause: error });
  }
  return Buffer.concat(chunks, size);
}

function toProblem(error: unknown): ImageProblem {
  if (error instanceof ImageProblem) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = TIMEOUT_CODES.test(code) ? 'TIMEOUT' : 'NETWORK';
  // A name that does not exist will not exist in a second either.
  return new ImageProblem(reason, messageOf(error) || code, {
    temporary: code !== 'ENOTFOUND',
    cause: error,
  });
}

function timeout(timeoutMs: number): ImageProblem {
  return new ImageProblem('TIMEOUT', `not complete within ${timeoutMs} ms`, { temporary: true });
}

function single(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
