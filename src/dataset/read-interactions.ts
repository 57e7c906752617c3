import type { DataSource } from '../contracts/index.js';
import type { CallOptions, Interaction } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { rateMeter } from '../util/progress.js';
import { createRandom, deriveSeed } from '../util/random.js';
import type { DropLedger } from './drop-ledger.js';
import { createSampler, type Sample } from './sampling.js';

const PROGRESS_EVERY = 5000;

/** What was read, and the sample of it. */
export interface ReadInteractions {
  /** Interactions that the source yielded; skipped records are in the ledger. */
  readonly yielded: number;
  readonly sampled: readonly Interaction[];
}

/** Streams the interactions of a source through a sampler. Raises `ABORTED` and what the source raises. */
export async function readInteractions(
  source: DataSource,
  sample: Sample,
  seed: number,
  dropped: DropLedger,
  { signal, onProgress }: CallOptions,
): Promise<ReadInteractions> {
  const sampler = createSampler<Interaction>(sample, createRandom(deriveSeed(seed, 'sample')));
  // How many there are is known for the first ones only, and then only at the end for sure: a file may be shorter.
  const expected = sample.kind === 'first' ? { total: sample.size } : {};
  const rate = rateMeter();
  let yielded = 0;
  const report = (total: { readonly total?: number }) =>
    onProgress?.({ stage: 'read-interactions', done: yielded, rate: rate(yielded), ...total });
  throwIfAborted(signal);
  for await (const interaction of source.interactions({ onSkip: dropped.add, ...(signal && { signal }) })) {
    throwIfAborted(signal);
    yielded += 1;
    if (yielded % PROGRESS_EVERY === 0) report(expected);
    if (!sampler.add(interaction)) break;
  }
  throwIfAborted(signal);
  report({ total: yielded });
  return { yielded, sampled: sampler.values() };
}
