import PQueue from 'p-queue';
import type { ResolvedImageOptions } from './options.js';

interface HostState {
  readonly queue: PQueue;
  /** Clock time until which the host asked to be left alone. */
  heldUntil: number;
  timer: NodeJS.Timeout | undefined;
  failuresInARow: number;
}

type QueueOptions = Pick<
  ResolvedImageOptions,
  'concurrency' | 'concurrencyPerHost' | 'requestsPerSecondPerHost' | 'hostFailureLimit'
>;

/** Decides when a request may start: limits per host (concurrency, rate, enforced pauses) and one over all hosts. */
export class HostQueues {
  readonly #options: QueueOptions;
  readonly #all: PQueue;
  readonly #hosts = new Map<string, HostState>();

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#all = new PQueue({ concurrency: options.concurrency });
  }

  /** Runs the task when its host and the whole have room. An abort drops waiting tasks; a running one is awaited. */
  run<Result>(host: string, signal: AbortSignal, task: () => Promise<Result>): Promise<Result> {
    return addTo(this.#host(host).queue, signal, () => this.runAnywhere(signal, task));
  }

  /** Runs a task that needs no host, such as reading a local file. */
  runAnywhere<Result>(signal: AbortSignal, task: () => Promise<Result>): Promise<Result> {
    return addTo(this.#all, signal, task);
  }

  /** Starts nothing at this host for a while; running requests go on. */
  hold(host: string, durationMs: number): void {
    const state = this.#host(host);
    const until = performance.now() + durationMs;
    if (until <= state.heldUntil) return;
    state.heldUntil = until;
    state.queue.pause();
    clearTimeout(state.timer);
    state.timer = setTimeout(() => state.queue.start(), durationMs);
  }

  /** Counts references in a row that this host would not serve. */
  report(host: string, outcome: 'answered' | 'unavailable'): void {
    const state = this.#host(host);
    state.failuresInARow = outcome === 'answered' ? 0 : state.failuresInARow + 1;
  }

  isGivenUp(host: string): boolean {
    return this.#host(host).failuresInARow >= this.#options.hostFailureLimit;
  }

  /** Stops all timers. */
  close(): void {
    for (const { timer, queue } of this.#hosts.values()) {
      clearTimeout(timer);
      queue.clear();
    }
  }

  #host(host: string): HostState {
    const known = this.#hosts.get(host);
    if (known) return known;
    const { concurrencyPerHost, requestsPerSecondPerHost } = this.#options;
    const queue = new PQueue({ concurrency: concurrencyPerHost, ...rateLimit(requestsPerSecondPerHost) });
    const state = { queue, heldUntil: 0, timer: undefined, failuresInARow: 0 };
    this.#hosts.set(host, state);
    return state;
  }
}

/** Small intervals spread the requests; below 50 ms timers would be too coarse. */
function rateLimit(perSecond: number): { intervalCap?: number; interval?: number } {
  if (perSecond === Infinity) return {};
  const intervalCap = Math.max(1, Math.round(perSecond / 20));
  return { intervalCap, interval: (intervalCap * 1000) / perSecond };
}

async function addTo<Result>(
  queue: PQueue,
  signal: AbortSignal,
  task: () => Promise<Result>,
): Promise<Result> {
  let running: Promise<Result> | undefined;
  try {
    return await queue.add(
      () => {
        running = task();
        return running;
      },
      { signal },
    );
  } catch (error) {
    // The queue lets go at once when aborted; the task may be in the middle of writing a file.
    await running?.catch(() => undefined);
    throw error;
  }
}
