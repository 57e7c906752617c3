import { RecommenderError } from '../../errors.js';

/**
 * Something costly that is opened by `load`, at most one at a time. A failed `open` leaves nothing behind, so that
 * loading can be tried again. Closing waits for those who use it.
 */
export class LoadOnce<Loaded> {
  private current: Loaded | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private readonly users = new Set<Promise<unknown>>();

  constructor(private readonly owner: string) {}

  /** Opens unless open; calls wait for each other. */
  load(open: () => Promise<Loaded>): Promise<void> {
    return this.queue(async () => {
      this.current ??= await open();
    });
  }

  /** Closes if open, as soon as nobody uses it. */
  dispose(close: (loaded: Loaded) => Promise<void>): Promise<void> {
    return this.queue(async () => {
      const loaded = this.current;
      this.current = null;
      await Promise.allSettled(this.users);
      if (loaded !== null) await close(loaded);
    });
  }

  /** Works with what is open, and keeps it open meanwhile. Rejects with `NOT_FITTED` before `load` and after `dispose`. */
  async use<Result>(task: (loaded: Loaded) => Promise<Result>): Promise<Result> {
    const running = task(this.get());
    this.users.add(running);
    try {
      return await running;
    } finally {
      this.users.delete(running);
    }
  }

  /** What was opened. Raises `NOT_FITTED` before `load` and after `dispose`. */
  get(): Loaded {
    if (this.current !== null) return this.current;
    throw new RecommenderError('NOT_FITTED', `${this.owner}: the model is not loaded. Call load() first.`);
  }

  /** What is open now, if anything. */
  peek(): Loaded | null {
    return this.current;
  }

  private queue(task: () => Promise<void>): Promise<void> {
    const run = this.last.then(task);
    this.last = run.catch(() => undefined);
    return run;
  }
}
