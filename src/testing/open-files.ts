import { readdir } from 'node:fs/promises';

/** Number of open file descriptors of this process where the system tells (Linux, macOS), else 0. */
export async function openFiles(): Promise<number> {
  for (const folder of ['/proc/self/fd', '/dev/fd']) {
    try {
      return (await readdir(folder)).length;
    } catch {
      // This system keeps its descriptors elsewhere.
    }
  }
  return 0;
}
