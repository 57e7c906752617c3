import type { CallOptions, ImageReference } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { rateMeter } from '../util/progress.js';
import type { ImageEntry } from './image-entry.js';
import { ImageFetcher } from './image-fetcher.js';
import { ImageProblem } from './image-problem.js';
import { type ImageOptions, resolveImageOptions } from './options.js';
import { quietSignal } from './quiet-signal.js';
import { type KnownReference, recogniseReference } from './reference.js';
import { type Outcome, summarise } from './summarise.js';
import type { ImageSummary } from './types.js';

export type { ImageEntry } from './image-entry.js';
export { requireSomeImages } from './require-some-images.js';

/** What {@link collectImages} returns. */
export interface ImageCollection {
  /** One per reference; undefined where there was none, or where it failed or lay beyond the limit. */
  readonly entries: readonly (ImageEntry | undefined)[];
  readonly summary: ImageSummary;
}

/** References under way at one time: enough to keep many hosts busy, few enough for a list of millions. */
const WINDOW = 1000;

/**
 * Makes the images of many rows ready to be read. URLs are downloaded once, into a store that later runs reuse; local
 * files are checked where they lie; bytes are checked in memory. An image that cannot be had is listed in
 * `summary.failures` with its reason and is `undefined` in `entries`: see {@link requireSomeImages}.
 *
 * Raises `ABORTED`, `INVALID_OPTIONS`, and `STORE_UNUSABLE` when the image folder cannot be used.
 */
export async function collectImages(
  references: readonly (ImageReference | undefined)[],
  options: ImageOptions = {},
  call: CallOptions = {},
): Promise<ImageCollection> {
  throwIfAborted(call.signal);
  const resolved = resolveImageOptions('collectImages', options);
  const { rows, distinct } = findDistinct(references);
  const attempted = distinct.slice(0, resolved.limit);
  const fetcher = await ImageFetcher.open(attempted, resolved);
  try {
    const outcomes = await collectAll(fetcher, attempted, call);
    const entries = rows.map((row) => (row === undefined ? undefined : outcomes[row]?.entry));
    return { entries, summary: summarise(outcomes, distinct.length) };
  } catch (error) {
    throwIfAborted(call.signal);
    throw error;
  } finally {
    await fetcher.close();
  }
}

/** The different images among the references, and for each row which of them it needs. */
function findDistinct(references: readonly (ImageReference | undefined)[]) {
  const positions = new Map<string, number>();
  const distinct: KnownReference[] = [];
  const rows = references.map((reference) => {
    if (reference === undefined) return undefined;
    const known = recogniseReference(reference);
    const position = positions.get(known.key) ?? distinct.length;
    if (position === distinct.length) distinct.push(known);
    positions.set(known.key, position);
    return position;
  });
  return { rows, distinct };
}

/** Outcomes in the order of the references. The first error that is not about one image stops all others. */
async function collectAll(
  fetcher: ImageFetcher,
  references: readonly KnownReference[],
  { signal, onProgress }: CallOptions,
): Promise<Outcome[]> {
  const failure = new AbortController();
  const stop = quietSignal(failure.signal, signal);
  const outcomes: Outcome[] = new Array(references.length);
  const total = references.length;
  const rate = rateMeter();
  const waiting = references.entries();
  let done = 0;
  let failed = 0;
  const work = async () => {
    for (const [position, reference] of waiting) {
      stop.throwIfAborted();
      const outcome = await collectOne(fetcher, reference, stop);
      outcomes[position] = outcome;
      done++;
      if (outcome.failure) failed++;
      onProgress?.({ stage: 'download-images', done, total, failed, rate: rate(done) });
    }
  };
  const workers = Array.from({ length: Math.min(WINDOW, total) }, () =>
    work().catch((error: unknown) => failure.abort(error)),
  );
  await Promise.all(workers);
  stop.throwIfAborted();
  return outcomes;
}

async function collectOne(
  fetcher: ImageFetcher,
  reference: KnownReference,
  signal: AbortSignal,
): Promise<Outcome> {
  try {
    return await fetcher.fetch(reference, signal);
  } catch (error) {
    if (!(error instanceof ImageProblem)) throw error;
    return { failure: { reference: reference.label, reason: error.reason, detail: error.message } };
  }
}
