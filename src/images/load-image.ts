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
import { verifyHeader, verifyImage } from './verify-image.js';

/** Reads images one by one under shared limits per host. Close it when done. */
export interface ImageLoader {
  /** Raises `IMAGE_UNREADABLE` with the reason in `data.reason`, and `ABORTED`. */
  load(reference: ImageReference): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * One image for one prediction, under the rules of `collectImages` but without the store: nothing is written
 * (`directory` and `limit` have no effect). Raises `IMAGE_UNREADABLE` with the reason in `data.reason`, and `ABORTED`.
 */
export async function loadImage(
  reference: ImageReference,
  options: ImageOptions = {},
  call: Pick<CallOptions, 'signal'> = {},
): Promise<Uint8Array> {
  const loader = openImageLoader(options, call);
  try {
    return await loader.load(reference);
  } finally {
    await loader.close();
  }
}

/** A loader for many images: connections, waiting times and given-up hosts are shared by all of them. */
export function openImageLoader(
  options: ImageOptions = {},
  call: Pick<CallOptions, 'signal'> = {},
): ImageLoader {
  return openLoader(options, call, verifyImage);
}

/**
 * A loader for images that are decoded right afterwards: that tells whether they are whole, so that decoding them here as
 * well would only take time.
 */
export function openHeaderLoader(options: ImageOptions, call: Pick<CallOptions, 'signal'>): ImageLoader {
  return openLoader(options, call, verifyHeader);
}

function openLoader(options: ImageOptions, call: Pick<CallOptions, 'signal'>, verify: Verify): ImageLoader {
  const resolved = resolveImageOptions('loadImage', options);
  const queues = new HostQueues(resolved);
  const downloader = new Downloader(resolved, queues);
  const signal = quietSignal(call.signal);
  return {
    async load(reference) {
      throwIfAborted(call.signal);
      const known = recogniseReference(reference);
      try {
        return await read(known, resolved, downloader, signal, verify);
      } catch (error) {
        if (call.signal?.aborted) throw abortedError(call.signal);
        throw error instanceof ImageProblem ? unreadable(known, error) : error;
      }
    },
    async close() {
      queues.close();
      await downloader.close();
    },
  };
}

function unreadable({ label }: KnownReference, problem: ImageProblem): RecommenderError {
  return new RecommenderError(
    'IMAGE_UNREADABLE',
    `Expected an image, but ${label} could not be had: ${problem.reason}, ${problem.message}. ` +
      'Give another image, or predict without one.',
    { cause: problem, data: { reason: problem.reason, reference: label } },
  );
}

/** Raises an {@link ImageProblem} for content that is no acceptable image. */
type Verify = (content: Uint8Array, options: ResolvedImageOptions) => Promise<unknown>;

async function read(
  reference: KnownReference,
  options: ResolvedImageOptions,
  downloader: Downloader,
  signal: AbortSignal,
  verify: Verify,
): Promise<Uint8Array> {
  const verified = async (content: Uint8Array) => {
    await verify(content, options);
    return content;
  };
  switch (reference.kind) {
    case 'refused':
      throw reference.problem;
    case 'bytes':
      return verified(reference.bytes);
    case 'path':
      return verified(await readLocalImage(reference.path, options.maxBytes));
    case 'url':
      return downloader.download(reference.url, signal, verified);
  }
}
