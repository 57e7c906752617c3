import { setTimeout as sleep } from 'node:timers/promises';
import type { Agent } from 'undici';
import { checkLiteralAddress, createGuardedLookup } from './address-guard.js';
import type { HostQueues } from './host-queues.js';
import { ImageProblem } from './image-problem.js';
import type { ResolvedImageOptions } from './options.js';
import { type ImageResponse, requestImage } from './request-image.js';
import { backoffDelay } from './retry-delay.js';

const HOST_UNAVAILABLE = 'HOST_UNAVAILABLE';

/** Gets images over http(s), politely. Close it, or its connections keep the process alive. */
export class Downloader {
  readonly #options: ResolvedImageOptions;
  readonly #queues: HostQueues;
  #agent: Promise<Agent> | undefined;

  constructor(options: ResolvedImageOptions, queues: HostQueues) {
    this.#options = options;
    this.#queues = queues;
  }

  /**
   * Requests the URL, follows redirects and retries. `accept` runs while the request still holds its place in the
   * queue, so that bodies cannot pile up faster than they are checked and written.
   */
  async download<Result>(
    url: URL,
    signal: AbortSignal,
    accept: (body: Uint8Array) => Promise<Result>,
  ): Promise<Result> {
    const { retries, retryDelayMs, maxRetryDelayMs } = this.#options;
    let last: ImageProblem | undefined;
    for (let retry = 0; ; retry++) {
      try {
        return await this.#attempt(url, signal, accept);
      } catch (error) {
        // Only an image that was never asked for is reported as not attempted.
        if (error instanceof ImageProblem && error.reason === HOST_UNAVAILABLE) throw last ?? error;
        if (!(error instanceof ImageProblem && error.temporary)) throw error;
        last = error;
        // A server that wants to be left alone for longer than we wait gets no request before then.
        const asksForMore = (error.retryAfterMs ?? 0) > maxRetryDelayMs;
        if (retry >= retries || asksForMore) {
          this.#queues.report(url.host, 'unavailable');
          throw error;
        }
        await sleep(backoffDelay(retry, retryDelayMs, maxRetryDelayMs), undefined, { signal });
      }
    }
  }

  /** Closes all connections. */
  async close(): Promise<void> {
    await (await this.#agent)?.destroy();
  }

  async #attempt<Result>(
    start: URL,
    signal: AbortSignal,
    accept: (body: Uint8Array) => Promise<Result>,
  ): Promise<Result> {
    let url = start;
    for (let redirects = 0; ; redirects++) {
      const answer = await this.#visit(url, signal, accept);
      if ('result' in answer) return answer.result;
      if (redirects >= this.#options.maxRedirects) {
        throw new ImageProblem(
          'TOO_MANY_REDIRECTS',
          `more than ${redirects} redirects, the last one to ${url.href}`,
        );
      }
      url = redirectTarget(answer.location, url);
    }
  }

  /** One request in its host's queue. */
  async #visit<Result>(
    url: URL,
    signal: AbortSignal,
    accept: (body: Uint8Array) => Promise<Result>,
  ): Promise<{ result: Result } | { location: string }> {
    if (!this.#options.allowPrivateAddresses) checkLiteralAddress(url);
    this.#agent ??= createAgent(this.#options);
    const agent = await this.#agent;
    return this.#queues.run(url.host, signal, async () => {
      // Judged when its turn comes: the ones before it in the queue may have shown that the host is down.
      if (this.#queues.isGivenUp(url.host)) throw hostUnavailable(url.host);
      const response = await this.#request(agent, url, signal);
      return 'location' in response ? response : { result: await accept(response.body) };
    });
  }

  /** One request, from which the host's queue learns. */
  async #request(agent: Agent, url: URL, signal: AbortSignal): Promise<ImageResponse> {
    try {
      const response = await requestImage(agent, url, this.#options, signal);
      this.#queues.report(url.host, 'answered');
      return response;
    } catch (error) {
      if (error instanceof ImageProblem && !error.temporary) this.#queues.report(url.host, 'answered');
      if (error instanceof ImageProblem && error.retryAfterMs !== undefined) {
        this.#queues.hold(url.host, Math.min(error.retryAfterMs, this.#options.maxRetryDelayMs));
      }
      throw error;
    }
  }
}

async function createAgent(options: ResolvedImageOptions): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({
    connections: options.concurrencyPerHost,
    connect: {
      timeout: options.timeoutMs,
      ...(!options.allowPrivateAddresses && { lookup: createGuardedLookup() }),
    },
  });
}

function redirectTarget(location: string, base: URL): URL {
  if (!URL.canParse(location, base.href)) {
    throw new ImageProblem('INVALID_URL', `redirected to "${location.slice(0, 200)}", which is no URL`);
  }
  const url = new URL(location, base.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new ImageProblem(
      'UNSUPPORTED_PROTOCOL',
      `redirected to ${url.protocol}, only http and https are followed`,
    );
  }
  return url;
}

function hostUnavailable(host: string): ImageProblem {
  return new ImageProblem(
    'HOST_UNAVAILABLE',
    `not attempted: too many images of ${host} in a row could not be had`,
  );
}
