import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../util/abort.js';

/** Multiplications after which the event loop runs: about 20 ms. */
const WORK = 20_000_000;

/** Lets the event loop run, and looks at the signal, whenever enough work has been reported. */
export function breather(signal: AbortSignal | undefined): (work: number) => Promise<void> | undefined {
  let done = 0;
  return (work) => {
    done += work;
    if (done < WORK) return undefined;
    done = 0;
    return setImmediate().then(() => throwIfAborted(signal));
  };
}
