import { setMaxListeners } from 'node:events';

/** A signal that fires with any of the given ones and may have any number of listeners without a warning from Node. */
export function quietSignal(...sources: readonly (AbortSignal | undefined)[]): AbortSignal {
  const signal = AbortSignal.any(sources.filter((source) => source !== undefined));
  setMaxListeners(0, signal);
  return signal;
}
