import { sha256 } from '../util/hash.js';
import { Downloader } from './downloader.js';
import { HostQueues } from './host-queues.js';
import { fileEntry, memoryEntry } from './image-entry.js';
import { ImageStore } from './image-store.js';
import type { ResolvedImageOptions } from './options.js';
import { readLocalImage } from './read-local-image.js';
import type { KnownReference } from './reference.js';
import type { FoundImage } from './summarise.js';
import { checkBytes, checkPixels, verifyImage } from './verify-image.js';

/** Brings one image after the other into reach, each by the way its kind of reference needs. */
export class ImageFetcher {
  readonly #options: ResolvedImageOptions;
  readonly #store: ImageStore | undefined;
  readonly #queues: HostQueues;
  readonly #downloader: Downloader;

  private constructor(options: ResolvedImageOptions, store: ImageStore | undefined) {
    this.#options = options;
    this.#store = store;
    this.#queues = new HostQueues(options);
    this.#downloader = new Downloader(options, this.#queues);
  }

  /** Opens the image folder, unless no reference is a URL. */
  static async open(
    references: readonly KnownReference[],
    options: ResolvedImageOptions,
  ): Promise<ImageFetcher> {
    const urls = new Set(references.filter(({ kind }) => kind === 'url').map(({ key }) => key));
    const store = urls.size > 0 ? await ImageStore.open(options.directory, urls) : undefined;
    return new ImageFetcher(options, store);
  }

  /** Raises an `ImageProblem` when the image cannot be had. */
  async fetch(reference: KnownReference, signal: AbortSignal): Promise<FoundImage> {
    switch (reference.kind) {
      case 'url':
        return this.#fetchUrl(reference.key, reference.url, signal);
      case 'path':
        return this.#queues.runAnywhere(signal, () => this.#checkFile(reference.path));
      case 'bytes':
        return this.#queues.runAnywhere(signal, async () => {
          await verifyImage(reference.bytes, this.#options);
          return { entry: memoryEntry(reference.bytes, reference.hash), source: 'reused' };
        });
      case 'refused':
        throw reference.problem;
    }
  }

  /** Ends all connections and closes the journal. */
  async close(): Promise<void> {
    this.#queues.close();
    await this.#downloader.close();
    await this.#store?.close();
  }

  async #fetchUrl(key: string, url: URL, signal: AbortSignal): Promise<FoundImage> {
    const { maxBytes, maxPixels } = this.#options;
    const stored = await this.#store?.find(key);
    if (stored) {
      // An earlier run may have had other limits.
      checkBytes(stored.entry.bytes, maxBytes);
      checkPixels(stored.pixels, maxPixels);
      return { entry: stored.entry, source: 'reused' };
    }
    return this.#downloader.download(url, signal, async (body) => {
      const pixels = await verifyImage(body, this.#options);
      signal.throwIfAborted();
      const entry = await this.#store?.put(key, body, pixels);
      return { entry: entry ?? memoryEntry(body, sha256(body)), source: 'downloaded' };
    });
  }

  async #checkFile(path: string): Promise<FoundImage> {
    const content = await readLocalImage(path, this.#options.maxBytes);
    await verifyImage(content, this.#options);
    return { entry: fileEntry(path, sha256(content), content.length), source: 'reused' };
  }
}
