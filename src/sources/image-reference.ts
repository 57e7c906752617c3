import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Location } from './files/location.js';

/** Turns what a table says about a picture into something that can be opened; undefined where that may not be. */
export type ResolveImage = (address: string) => string | undefined;

/**
 * Web addresses stay. Paths are relative to `imagesDir`, or else to the folder of the file that names them. A remote
 * file may name nothing on this machine, unless `imagesDir` is given, and then nothing outside of it.
 */
export function imageResolver(table: Location, imagesDir: string | undefined): ResolveImage {
  const remote = table.kind === 'url';
  const folder = imagesDir === undefined ? (remote ? undefined : dirname(table.path)) : resolve(imagesDir);
  return (address) => {
    const trimmed = address.trim();
    if (/^https?:\/\//i.test(trimmed)) return trimmed;
    if (trimmed.startsWith('//')) return `https:${trimmed}`;
    if (folder === undefined) return undefined;
    const given = pathOf(trimmed);
    if (given === undefined) return undefined;
    const path = resolve(folder, given);
    return remote && isOutside(folder, path) ? undefined : path;
  };
}

/** Undefined for a file URL that names no path on this machine, such as one with a host. */
function pathOf(address: string): string | undefined {
  if (!/^file:\/\//i.test(address) || !URL.canParse(address)) return address;
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}

function isOutside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '..' || /^\.\.[\\/]/.test(way) || isAbsolute(way);
}
