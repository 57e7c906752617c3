import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { OnnxModel } from './model.js';
import { type OnnxSession, openSession } from './session.js';
import { writeOnnxModel } from './write-model.js';

/**
 * Opens an edited model. Only its structure is handed over; onnxruntime maps the weights from the files where they lie, so
 * that they are in memory once and not thrice. Rejects with onnxruntime's own error when it cannot.
 */
export async function openEditedModel(model: OnnxModel, threads: number | null): Promise<OnnxSession> {
  const own = basename(model.file);
  const named = new Set(model.initializers.flatMap(({ stored }) => (stored ? [stored.file] : [])));
  // A cache may hold links to files elsewhere, and onnxruntime refuses weights that lead out of the folder it was told.
  const places = new Map<string, string>();
  for (const file of named) {
    places.set(file, await realpath(file === own ? model.file : join(dirname(model.file), file)));
  }
  const folder = commonFolder([...places.values()].map(dirname)) ?? dirname(model.file);
  // Locations are written with slashes on every system.
  const bytes = writeOnnxModel(model, (file) => relative(folder, places.get(file)!).replaceAll(sep, '/'));
  return openSession({ model: bytes, folder, threads });
}

/** The deepest folder that all of these are or lie in. */
function commonFolder(folders: readonly string[]): string | undefined {
  return folders.reduce<string | undefined>((common, folder) => {
    let shared = common ?? folder;
    while (relative(shared, folder).startsWith('..') && shared !== dirname(shared)) shared = dirname(shared);
    return shared;
  }, undefined);
}
