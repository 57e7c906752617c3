import { RecommenderError } from '../errors.js';
import { sha256 } from '../util/hash.js';
import { ImageProblem, messageOf } from './image-problem.js';
import { readLocalImage } from './read-local-image.js';

/** An image that was checked and can be read when it is needed. */
export interface ImageEntry {
  /** SHA-256 of the content in hexadecimal: equal pictures have equal hashes. */
  readonly hash: string;
  /** Size of the encoded image. */
  readonly bytes: number;
  /** The encoded image. Raises `IMAGE_UNREADABLE` when the file has gone or changed since it was checked. */
  read(): Promise<Uint8Array>;
}

/** An entry whose content stays in its file. */
export function fileEntry(path: string, hash: string, bytes: number): ImageEntry {
  return {
    hash,
    bytes,
    async read() {
      try {
        const content = await readLocalImage(path, bytes);
        // Vectors are kept under the hash, so content must never go with a hash that is not its own.
        if (sha256(content) !== hash) throw new ImageProblem('CHANGED', 'its content is not what it was');
        return content;
      } catch (error) {
        throw new RecommenderError(
          'IMAGE_UNREADABLE',
          `The image ${path} was whole when it was checked, but now: ${messageOf(error)}. Delete it if it lies in the ` +
            'image cache, leave the files alone during a run, and run again.',
          {
            cause: error,
            data: { reason: error instanceof ImageProblem ? error.reason : 'FILE_UNREADABLE', path },
          },
        );
      }
    },
  };
}

/** An entry whose content is in memory already. */
export function memoryEntry(content: Uint8Array, hash: string): ImageEntry {
  return { hash, bytes: content.length, read: async () => content };
}
