import { RecommenderError } from '../errors.js';
import type { CallOptions, ImageReference } from '../types.js';
import { abortedError, throwIfAborted } from '../util/abort.js';
import { Downloader } from './downloader.js';
import { HostQueues } from './host-queues.js';
import { ImageProblem } from './image-problem.js';
import { type ImageOptions, type ResolvedImageOptions, resolveImageOptions } from './options.js';
import { quietSignal } from './quiet-signal.js';
import { readLocalImage } from './read-local-image.js';
import { type KnownReference, recogniseReference } from './reference.js';
import { verifyImage } from './verify-image.js';

/**
 * One image for one prediction, under the rules of `collectImages` but without the store: nothing is written
 * (`directory` and `limit` have no effect). Raises `IMAGE_UNREADABLE` with the reason in `data.reason`, and `ABORTED`.
 */
export async function loadImage(
  reference: ImageReference,
  options: ImageOptions = {},
  call: Pick<CallOptions, 'signal'> = {},
): Promise<Uint8Array> {
  throwIfAborted(call.signal);
  const known = recogniseReference(reference);
  try {
    return await read(known, resolveImageOptions('loadImage', options), quietSignal(call.signal));
  } catch (error) {
    if (call.signal?.aborted) throw abortedError(call.signal);
    if (!(error instanceof ImageProblem)) throw error;
    throw new RecommenderError(
      'IMAGE_UNREADABLE',
      `Expected an image, but ${known.label} could not be had: ${error.reason}, ${error.message}. ` +
        'Give another image, or predict without one.',
      { cause: error, data: { reason: error.reason, reference: known.label } },
    );
  }
}

async function read(
  reference: KnownReference,
  options: ResolvedImageOptions,
  signal: AbortSignal,
): Promise<Uint8Array> {
  switch (reference.kind) {
    case 'refused':
      throw reference.problem;
    case 'bytes':
      return verified(reference.bytes, options);
    case 'path':
      return verified(await readLocalImage(reference.path, options.maxBytes), options);
    case 'url':
      return readUrl(reference.url, options, signal);
  }
}

async function readUrl(url: URL, options: ResolvedImageOptions, signal: AbortSignal): Promise<Uint8Array> {
  const queues = new HostQueues(options);
  const downloader = new Downloader(options, queues);
  try {
    return await downloader.download(url, signal, (body) => verified(body, options));
  } finally {
    queues.close();
    await downloader.close();
  }
}

async function verified(content: Uint8Array, options: ResolvedImageOptions): Promise<Uint8Array> {
  await verifyImage(content, options);
  return content;
}
