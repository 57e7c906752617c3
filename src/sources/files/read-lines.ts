import { type Line, LineSplitter } from './line-splitter.js';
import type { Location } from './location.js';
import { openBytes } from './open-bytes.js';
import { readingError } from './read-errors.js';

/** No review or item is near this long; a file without line ends is. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/**
 * The lines of a text file, in batches as they come off the disk or the network. Leaving the loop closes the file.
 * Raises the errors of opening it, and `SOURCE_UNREADABLE` with the last good line when it breaks off.
 */
export async function* readLines(location: Location, signal?: AbortSignal): AsyncGenerator<Line[]> {
  const bytes = await openBytes(location, signal);
  const splitter = new LineSplitter(MAX_LINE_BYTES);
  try {
    for await (const chunk of bytes) yield splitter.push(chunk as Buffer);
    yield splitter.end();
  } catch (error) {
    throw readingError(location, error, `line ${splitter.count}`, signal);
  } finally {
    bytes.destroy();
  }
}
