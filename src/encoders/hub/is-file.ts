import { stat } from 'node:fs/promises';

/** Is there a file (or a link that leads to one)? */
export async function isFile(path: string): Promise<boolean> {
  return (await fileSize(path)) !== null;
}

/** Bytes of the file, or `null` where there is none. */
export async function fileSize(path: string): Promise<number | null> {
  try {
    const facts = await stat(path);
    return facts.isFile() ? facts.size : null;
  } catch {
    return null;
  }
}
