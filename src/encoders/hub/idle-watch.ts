import { DownloadProblem } from './download-problem.js';

/** A connection that brings nothing for so long is given up. `HF_HUB_DOWNLOAD_TIMEOUT` (seconds) sets another limit. */
const IDLE_MS = 30_000;

/** Ends a request when the caller aborts it, or when nothing has arrived for too long. */
export class IdleWatch {
  private readonly controller = new AbortController();
  private readonly limitMs = (Number(process.env.HF_HUB_DOWNLOAD_TIMEOUT) || 0) * 1000 || IDLE_MS;
  private readonly abort = () => this.controller.abort(this.outer?.reason);
  private readonly timer: NodeJS.Timeout;

  constructor(
    host: string,
    private readonly outer: AbortSignal | undefined,
  ) {
    const idle = () =>
      this.controller.abort(
        new DownloadProblem(`${host} sent nothing for ${this.limitMs / 1000} seconds`, { temporary: true }),
      );
    this.timer = setTimeout(idle, this.limitMs);
    if (outer?.aborted) this.abort();
    outer?.addEventListener('abort', this.abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Something arrived. */
  touch(): void {
    this.timer.refresh();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.outer?.removeEventListener('abort', this.abort);
  }
}
