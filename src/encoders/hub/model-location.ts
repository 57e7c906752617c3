import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { graphNames } from '../transformers/graph-names.js';
import { isFolder, type ModelOptions } from '../transformers/model-options.js';
import { hubCacheRoot, isOfflineByEnvironment } from './hub-environment.js';

/** A model of the Hub and the cache it is kept in. */
export interface HubLocation {
  readonly model: string;
  readonly revision: string;
  /** Root of the cache. */
  readonly root: string;
  /** Where transformers.js keeps the model below the same root; also used for servers that know no commits. */
  readonly plainFolder: string;
  /** Names of the graph: whoever has it has the model. */
  readonly graphs: readonly string[];
  /** The network must not be touched. */
  readonly offline: boolean;
}

/** Where the files of one model are looked for. */
export interface ModelLocation {
  /** For messages: the id with its revision, or the folder. */
  readonly label: string;
  /** Absolute folders that have the files as they are; empty for a model of the Hub. */
  readonly folders: readonly string[];
  readonly hub: HubLocation | null;
  /** What a person can do when a file is in none of these places. */
  readonly remedy: string;
}

/** The options that say which files a model has and where they may be. */
export type LocationOptions = Pick<
  ModelOptions,
  'model' | 'revision' | 'localModelPath' | 'cacheDir' | 'offline' | 'modelFile' | 'dtype'
>;

/** Decides where to look. Touches neither files' contents nor the network. */
export function locateModel(options: LocationOptions): ModelLocation {
  const { model, revision, localModelPath } = options;
  if (isFolder(model)) {
    return {
      label: `the model folder "${model}"`,
      folders: [resolve(model)],
      hub: null,
      remedy: 'Put the file there, in the layout of a Hub repository.',
    };
  }
  if (localModelPath !== null) {
    const direct = resolve(localModelPath);
    const nested = join(direct, model);
    return {
      label: `"${model}" in localModelPath`,
      folders: existsSync(nested) ? [nested] : [direct, nested],
      hub: null,
      remedy:
        'Put the file there, in the layout of a Hub repository, or leave localModelPath out to download the model.',
    };
  }
  const root = hubCacheRoot(options.cacheDir);
  const plainFolder = join(root, model, revision === 'main' ? '' : revision);
  const offline = options.offline || isOfflineByEnvironment();
  return {
    label: `"${model}" (revision ${revision})`,
    folders: [],
    hub: { model, revision, root, plainFolder, graphs: graphNames(options), offline },
    remedy: offline ? offlineRemedy(options.offline, plainFolder) : onlineRemedy(plainFolder),
  };
}

function offlineRemedy(byOption: boolean, plainFolder: string): string {
  const why = byOption ? 'offline: true' : 'HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE in the environment';
  return `With ${why} nothing is downloaded: run prefetch() once without it, ${byHand(plainFolder)}.`;
}

function onlineRemedy(plainFolder: string): string {
  return `Check the id, the revision (prefetch({ update: true }) looks it up anew) and the network; gated and private models need HF_TOKEN in the environment. Without a network, set offline: true if the cache has the whole model, ${byHand(plainFolder)}.`;
}

function byHand(plainFolder: string): string {
  return `copy the repository's files into "${plainFolder}", or point localModelPath at a folder that has them`;
}
