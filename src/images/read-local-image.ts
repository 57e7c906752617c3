import { open } from 'node:fs/promises';
import { ImageProblem, messageOf } from './image-problem.js';
import { isFileMissing } from './is-file-missing.js';
import { checkBytes } from './verify-image.js';

/** Content of a local file. Raises an {@link ImageProblem}: `FILE_NOT_FOUND`, `FILE_UNREADABLE`, `TOO_LARGE`. */
export async function readLocalImage(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new ImageProblem('FILE_UNREADABLE', 'this is not a regular file');
      checkBytes(found.size, maxBytes);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ImageProblem) throw error;
    if (isFileMissing(error))
      throw new ImageProblem('FILE_NOT_FOUND', 'there is no such file', { cause: error });
    throw new ImageProblem('FILE_UNREADABLE', messageOf(error), { cause: error });
  }
}
