import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tinyModel } from '../transformers/models.js';

/** The files of a tiny model, for a commit of the loopback Hub. */
export async function filesOfTinyModel(name: string): Promise<Record<string, Buffer>> {
  const folder = tinyModel(name);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(
    paths.map(
      async (path) => [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path)] as const,
    ),
  );
  return Object.fromEntries(contents);
}
