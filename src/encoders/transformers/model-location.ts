import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { isFolder, type ModelOptions } from './model-options.js';

/** Where the files of one model are looked for, in this order. */
export interface ModelLocation {
  /** For messages: the id with its revision, or the folder. */
  readonly label: string;
  /** Absolute folders. */
  readonly folders: readonly string[];
  /** Where to download from when no folder has the file; `null` when the network must not be touched. */
  readonly remote: { readonly model: string; readonly revision: string; readonly target: string } | null;
  /** What a person can do when a file is in none of these places. */
  readonly remedy: string;
}

/** `$XDG_CACHE_HOME/multimodal-recommender/models`, or the same under `~/.cache`. */
export function defaultModelCache(): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'multimodal-recommender', 'models');
}

/** Decides where to look. Touches neither files' contents nor the network. */
export function locateModel(options: ModelOptions): ModelLocation {
  const { model, revision, localModelPath, offline } = options;
  if (isFolder(model)) {
    return {
      label: `the model folder "${model}"`,
      folders: [resolve(model)],
      remote: null,
      remedy: 'Put the file there, in the layout of a Hub repository.',
    };
  }
  if (localModelPath !== null) {
    const direct = resolve(localModelPath);
    const nested = join(direct, model);
    return {
      label: `"${model}" in localModelPath`,
      folders: existsSync(nested) ? [nested] : [direct, nested],
      remote: null,
      remedy:
        'Put the file there, in the layout of a Hub repository, or leave localModelPath out to download the model.',
    };
  }
  const cacheRoot = resolve(options.cacheDir ?? defaultModelCache());
  // The layout of transformers.js, so that a cache filled by it can be used.
  const target = join(cacheRoot, model, revision === 'main' ? '' : revision);
  const manual = `copy the repository's files into "${target}", or point localModelPath at a folder that has them`;
  return {
    label: `"${model}" (revision ${revision})`,
    folders: [target],
    remote: offline ? null : { model, revision, target },
    remedy: offline
      ? `With offline: true nothing is downloaded: run once with offline: false, ${manual}.`
      : `Check the id, the revision and the network; gated and private models need HF_TOKEN in the environment. Without a network, ${manual}.`,
  };
}
