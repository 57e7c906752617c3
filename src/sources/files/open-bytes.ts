import { createReadStream } from 'node:fs';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { RecommenderError } from '../../errors.js';
import type { Location } from './location.js';
import { openingError, statusError } from './read-errors.js';
import { foreignSignature, isGzip, SIGNATURE_BYTES } from './signatures.js';

/** Large enough that the calls per chunk do not show, small enough that a few in flight are nothing. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The bytes of a file or URL, decompressed when they are gzip (told by the bytes, since names lie and servers
 * decompress on the way). Destroying the stream, as leaving a `for await` does, closes the file or connection.
 * Raises `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE`, `SOURCE_FORMAT` (a Parquet file, an archive, UTF-16) and `ABORTED`.
 */
export async function openBytes(location: Location, signal?: AbortSignal): Promise<Readable> {
  let raw: Readable | undefined;
  try {
    raw = location.kind === 'file' ? openFile(location.path, signal) : await openUrl(location, signal);
    const { head, all } = await peek(raw);
    const foreign = foreignSignature(head);
    if (foreign) {
      throw new RecommenderError(
        'SOURCE_FORMAT',
        `${location.label} should be text in UTF-8 (or gzip of it), but it looks like ${foreign.what}. ${foreign.remedy}`,
        { data: { file: location.label } },
      );
    }
    const opened = raw;
    const bytes = Readable.from(all, { objectMode: false });
    bytes.once('close', () => opened.destroy());
    if (!isGzip(head)) return bytes;
    // The callback is for the stream machinery only: whoever reads the last stream gets the error.
    return pipeline(bytes, createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
  } catch (error) {
    raw?.destroy();
    throw openingError(location, error, signal);
  }
}

function openFile(path: string, signal: AbortSignal | undefined): Readable {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal && { signal }) });
}

async function openUrl(
  location: Extract<Location, { kind: 'url' }>,
  signal: AbortSignal | undefined,
): Promise<Readable> {
  const response = await fetch(location.url, { ...(signal && { signal }) });
  if (!response.ok) {
    await response.body?.cancel();
    throw statusError(location, response.status, response.statusText);
  }
  return response.body === null ? Readable.from([]) : Readable.fromWeb(response.body);
}

/** The first bytes of a stream, and an iterable of all its bytes, these included. */
async function peek(raw: Readable): Promise<{ head: Buffer; all: AsyncIterable<Buffer> }> {
  const iterator: AsyncIterator<Buffer> = raw[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < SIGNATURE_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* all() {
    yield head;
    yield* { [Symbol.asyncIterator]: () => iterator };
  }
  return { head, all: all() };
}
