import { abortedError, throwIfAborted } from '../../util/abort.js';

/**
 * The promise's outcome, or `ABORTED` as soon as the signal fires: some libraries know no signal, and their call then goes on
 * unheard. What a library raises because of the signal becomes `ABORTED` too.
 */
export async function orAborted<Result>(
  call: () => PromiseLike<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  throwIfAborted(signal);
  if (!signal) return call();
  let stop: () => void = () => {};
  const fired = new Promise<never>((_, reject) => {
    stop = () => reject(abortedError(signal));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([call(), fired]);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Raises `ABORTED` when the signal fires before the time is over. */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const sleep = () =>
    new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
  try {
    await orAborted(sleep, signal);
  } finally {
    clearTimeout(timer);
  }
}
