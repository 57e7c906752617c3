import type { PrefetchedFile, PrefetchedModel, PrefetchOptions } from '../../contracts/index.js';
import { throwIfAborted } from '../../util/abort.js';
import { requireOption } from '../../util/options.js';
import { fileSize } from '../hub/is-file.js';
import { ModelFiles } from '../hub/model-files.js';
import { locateModel } from '../hub/model-location.js';
import { findGraph, readConfig } from './graph-file.js';
import type { ModelOptions } from './model-options.js';
import { listExternalFiles, type OpenModelSteps } from './open-model.js';

/**
 * Takes the way of `openModel` as far as files go, so that both need the same ones: config, what belongs to the kind
 * of encoder, the graph last. Files that are there are compared with their recorded hashes.
 */
export async function prefetchModel<Companion>(
  owner: string,
  options: ModelOptions,
  companion: OpenModelSteps<Companion>['companion'],
  { signal, onProgress, update = false }: PrefetchOptions,
): Promise<PrefetchedModel> {
  throwIfAborted(signal);
  const location = locateModel(options);
  requireOption(
    !(update && location.hub?.offline),
    owner,
    'prefetch({ update: true }) asks the Hub for the present commit, which offline: true (or HF_HUB_OFFLINE) forbids; give one of the two.',
  );
  const files = new ModelFiles(owner, location, signal, { onProgress, update, verify: true });
  const config = await readConfig(files);
  await companion(files, config);
  await findGraph(files, options, config, listExternalFiles(owner));
  await files.recordCommit();
  return {
    model: options.model,
    revision: options.revision,
    commit: files.commit,
    files: await Promise.all([...files.found].map(([name, path]) => describeFile(files, name, path))),
  };
}

/** Options under which another machine loads the same weights: the commit instead of a branch that moves. */
export function pinnedOptions<Options extends ModelOptions>(
  options: Options,
  commit: string | null | undefined,
): Options {
  return { ...options, revision: commit ?? options.revision };
}

async function describeFile(files: ModelFiles, name: string, path: string): Promise<PrefetchedFile> {
  return { name, path, bytes: (await fileSize(path)) ?? 0, hash: await files.recordedHash(path) };
}
