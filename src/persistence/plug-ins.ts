import type {
  FusionStrategy,
  ImageEncoder,
  Ranker,
  RatingHead,
  RecordEncoder,
  TextEncoder,
} from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { JsonObject } from '../types.js';
import type { SavedPlugin } from './manifest.js';

/** The plug-ins of a model, by the role they play. */
export interface PlugIns {
  readonly textEncoder: TextEncoder;
  readonly imageEncoder: ImageEncoder;
  readonly recordEncoder: RecordEncoder;
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  readonly ranker: Ranker;
}

/** For every role, how to make a plug-in of a given name from its saved configuration. */
export type PlugInFactories = {
  readonly [Role in keyof PlugIns]: Readonly<Record<string, (config: JsonObject) => PlugIns[Role]>>;
};

/**
 * The plug-in that a saved model needs: the one the caller handed over if its name fits, otherwise the built-in of
 * that name. Raises `PLUGIN_MISMATCH` when neither is to be had.
 */
export function resolvePlugIn<Role extends keyof PlugIns>(
  role: Role,
  saved: SavedPlugin,
  given: PlugIns[Role] | undefined,
  factories: PlugInFactories,
): PlugIns[Role] {
  if (given) {
    if (given.name === saved.name) return given;
    throw new RecommenderError(
      'PLUGIN_MISMATCH',
      `The model was saved with the ${role} "${saved.name}", but "${given.name}" was handed to load().`,
      { data: { role, expected: saved.name, received: given.name } },
    );
  }
  const byName = factories[role];
  const make = Object.hasOwn(byName, saved.name) ? byName[saved.name] : undefined;
  if (make && saved.config) return make(saved.config);
  const why = make ? 'whose options could not be saved' : 'which is not built in';
  throw new RecommenderError(
    'PLUGIN_MISMATCH',
    `The model was saved with the ${role} "${saved.name}", ${why}. Hand it over: load(directory, { ${role}: ... }).`,
    { data: { role, expected: saved.name } },
  );
}
