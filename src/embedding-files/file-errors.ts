import { isRecommenderError, RecommenderError } from '../errors.js';

/** `SOURCE_FORMAT`: the file can be read but is not what it should be. */
export function formatError(path: string, expected: string, found: string): RecommenderError {
  return new RecommenderError('SOURCE_FORMAT', `${path}: expected ${expected}, but ${found}.`, {
    data: { path },
  });
}

/** Runs a reader; what the file system or a parser raises becomes `SOURCE_NOT_FOUND`, `SOURCE_UNREADABLE` or `SOURCE_FORMAT`. */
export async function readingFile<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (isRecommenderError(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const context = { cause: error, data: { path } };
    if (code === 'ENOENT') {
      throw new RecommenderError(
        'SOURCE_NOT_FOUND',
        `${path}: expected a file of embeddings, but there is none. Check the path.`,
        context,
      );
    }
    if (code !== undefined) {
      throw new RecommenderError(
        'SOURCE_UNREADABLE',
        `${path}: expected a file of embeddings that can be read, but: ${message}.`,
        context,
      );
    }
    throw new RecommenderError(
      'SOURCE_FORMAT',
      `${path}: expected a whole file of embeddings, but it cannot be read (${message}). Write it again.`,
      context,
    );
  }
}
