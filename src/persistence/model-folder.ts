import { mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { RecommenderError } from '../errors.js';
import type { PluginState } from '../types.js';
import { writeFileAtomic } from '../util/atomic-write.js';
import { sha256 } from '../util/hash.js';
import { type Manifest, parseManifest } from './manifest.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const MANIFEST = 'manifest.json';

/** A saved model, read and verified. */
export interface ModelFolder {
  readonly manifest: Manifest;
  /** State by file name. */
  readonly states: ReadonlyMap<string, PluginState>;
}

/**
 * Collects the files of a model and writes them so that the folder holds a whole model at every moment: state files
 * have their content's hash in their name and are written first, the manifest that names them is renamed into place
 * last, and files of an earlier save are removed after that.
 */
export class ModelFolderWriter {
  readonly #files = new Map<string, Uint8Array>();

  /** Adds a state and returns the name of its file. */
  add(part: string, state: PluginState): string {
    const content = encodeSafetensors(state);
    const name = `${part}-${sha256(content).slice(0, 16)}.safetensors`;
    this.#files.set(name, content);
    return name;
  }

  async write(directory: string, manifest: Omit<Manifest, 'files'>): Promise<void> {
    await mkdir(directory, { recursive: true });
    const earlier = await earlierFiles(directory);
    const files: Manifest['files'] = {};
    for (const [name, content] of this.#files) {
      await writeFileAtomic(join(directory, name), content);
      files[name] = { bytes: content.byteLength, sha256: sha256(content) };
    }
    await writeFileAtomic(join(directory, MANIFEST), `${JSON.stringify({ ...manifest, files }, null, 2)}\n`);
    for (const name of earlier) {
      if (!this.#files.has(name)) await rm(join(directory, name), { force: true });
    }
  }
}

/** The files of the model that the folder holds so far. Whatever else lies there belongs to somebody else. */
async function earlierFiles(directory: string): Promise<string[]> {
  const path = join(directory, MANIFEST);
  try {
    const { files } = parseManifest(await readFile(path, 'utf8'), path);
    return Object.keys(files).filter((name) => basename(name) === name);
  } catch {
    return [];
  }
}

/**
 * Reads a saved model and checks every file against the manifest's lengths and hashes. Raises `SAVE_CORRUPT` when
 * something is missing or damaged and `SAVE_VERSION` when a newer library wrote it.
 */
export async function readModelFolder(directory: string): Promise<ModelFolder> {
  const path = join(resolve(directory), MANIFEST);
  const manifest = parseManifest((await readPart(path)).toString('utf8'), path);
  const states = new Map<string, PluginState>();
  for (const [name, expected] of Object.entries(manifest.files)) {
    if (basename(name) !== name) throw damaged(path, `the file name "${name}" leads out of the folder`);
    const file = join(resolve(directory), name);
    const content = await readPart(file);
    if (content.byteLength !== expected.bytes || sha256(content) !== expected.sha256) {
      throw damaged(
        file,
        `its ${content.byteLength} bytes differ from the ${expected.bytes} that were saved`,
      );
    }
    states.set(name, decodeSafetensors(content, file));
  }
  return { manifest, states };
}

/** The state that a manifest names, or `SAVE_CORRUPT`. */
export function requireState(folder: ModelFolder, name: string): PluginState {
  const state = folder.states.get(name);
  if (!state) throw damaged(MANIFEST, `it names the file "${name}" but does not list it`);
  return state;
}

async function readPart(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw damaged(path, `it cannot be read (${(cause as Error).message})`, cause);
  }
}

function damaged(path: string, found: string, cause?: unknown): RecommenderError {
  return new RecommenderError(
    'SAVE_CORRUPT',
    `${path}: expected a part of a saved model, but ${found}. Check the path, or save the model again.`,
    { cause, data: { path } },
  );
}
