import type { Encoder, FusionStrategy, Ranker, RatingHead } from '../contracts/index.js';
import type { Modality } from '../embedding/modality.js';
import { RecommenderError } from '../errors.js';
import { type RatingModel, restoreRatingModel } from '../training/fit-rating-model.js';
import type { ModalityShape } from '../training/graph.js';
import type { JsonObject, PluginState, RatingScale, Task } from '../types.js';
import { FORMAT_NAME, FORMAT_VERSION, type Manifest, type SavedPlugin } from './manifest.js';
import { type ModelFolder, ModelFolderWriter, readModelFolder, requireState } from './model-folder.js';
import { type PlugInFactories, type PlugIns, resolvePlugIn } from './plug-ins.js';

/** What recommendations need besides the encoders. */
export interface SavedPreference {
  readonly ranker: Ranker;
  /** Items, their vectors, users and their histories. */
  readonly catalogue: PluginState;
}

/** Everything a prediction needs. */
export interface SavedModel {
  readonly task: Task;
  readonly scale: RatingScale;
  readonly seed: number;
  readonly modalities: readonly Modality[];
  readonly fusion: FusionStrategy;
  readonly head: RatingHead;
  /** Absent when no ratings are predicted. */
  readonly model?: RatingModel;
  /** What the rating model reads, in its order. */
  readonly inputs: readonly ModalityShape[];
}

/** A loaded model, with the fingerprints that its encoders must show once they are loaded themselves. */
export interface LoadedModel extends SavedModel {
  readonly fingerprints: ReadonlyMap<string, string>;
  readonly preference?: SavedPreference;
}

/** Writes the model into a folder; an interrupted save leaves the folder's earlier model whole. */
export async function saveModel(
  directory: string,
  saved: SavedModel & { readonly preference?: SavedPreference | undefined },
  fingerprints: ReadonlyMap<string, string>,
): Promise<void> {
  // A loaded model's encoders may not have been needed yet, and only a loaded encoder knows its fingerprint.
  for (const modality of saved.modalities) {
    await modality.encoder.load?.();
    checkFingerprint(modality, fingerprints.get(modality.name));
    requireSavable(modality.encoder, modality.encoder.fit !== undefined);
  }
  requireSavable(saved.head, saved.head.kind === 'estimator');
  if (saved.preference) requireSavable(saved.preference.ranker, true);
  const writer = new ModelFolderWriter();
  const modalities = saved.modalities.map(({ name, encoder }) => ({
    name,
    dimensions: encoder.dimensions,
    fingerprint: encoder.fingerprint,
    encoder: describe(encoder, name, writer),
  }));
  const { fusion, head, preference } = saved;
  const manifest: Omit<Manifest, 'files'> = {
    format: FORMAT_NAME,
    formatVersion: FORMAT_VERSION,
    task: saved.task,
    scale: saved.scale,
    seed: saved.seed,
    modalities,
    inputs: [...saved.inputs],
    ...(preference && {
      preference: {
        ranker: describe(preference.ranker, 'ranker', writer),
        catalogue: writer.add('catalogue', preference.catalogue),
      },
    }),
    fusion: { name: fusion.name, ...configOf(fusion) },
    // What an estimator head learned is part of the rating model's state.
    head: { name: head.name, ...configOf(head), kind: head.kind },
    ...(saved.model && { weights: writer.add('weights', saved.model.saveState()) }),
  };
  await writer.write(directory, manifest);
}

/**
 * Reads a model back. Built-ins are made again from their saved configuration; others must be handed over.
 * Raises `SAVE_CORRUPT`, `SAVE_VERSION` or `PLUGIN_MISMATCH`.
 */
export async function loadModel(
  directory: string,
  given: Partial<PlugIns>,
  factories: PlugInFactories,
): Promise<LoadedModel> {
  const folder = await readModelFolder(directory);
  const { manifest } = folder;
  const fusion = resolvePlugIn('fusion', manifest.fusion, given.fusion, factories);
  const head = resolvePlugIn('head', manifest.head, given.head, factories);
  const modalities = manifest.modalities.map(({ name, encoder }): Modality => {
    if (name === 'record') {
      const plugIn = resolvePlugIn('recordEncoder', encoder, given.recordEncoder, factories);
      restorePlugIn(plugIn, encoder, folder);
      return { name, encoder: plugIn };
    }
    if (name === 'image') {
      const plugIn = resolvePlugIn('imageEncoder', encoder, given.imageEncoder, factories);
      restorePlugIn(plugIn, encoder, folder);
      return { name, encoder: plugIn };
    }
    const plugIn = resolvePlugIn('textEncoder', encoder, given.textEncoder, factories);
    restorePlugIn(plugIn, encoder, folder);
    return { name, encoder: plugIn };
  });
  const { task, scale, seed } = manifest;
  const inputs = inputsOf(manifest);
  const preference = loadPreference(folder, given, factories);
  const model = manifest.weights !== undefined && {
    model: await restoreRatingModel({
      modalities: inputs,
      fusion,
      head,
      scale,
      seed,
      state: requireState(folder, manifest.weights),
    }),
  };
  const fingerprints = new Map(manifest.modalities.map(({ name, fingerprint }) => [name, fingerprint]));
  return {
    task,
    scale,
    seed,
    modalities,
    fusion,
    head,
    ...model,
    inputs,
    fingerprints,
    ...(preference && { preference }),
  };
}

function inputsOf({ inputs, modalities }: Manifest): ModalityShape[] {
  return (inputs ?? modalities).map(({ name, dimensions, ...rest }) => {
    const categorical = 'categorical' in rest ? rest.categorical : undefined;
    return { name, dimensions, ...(categorical && { categorical }) };
  });
}

function loadPreference(
  folder: ModelFolder,
  given: Partial<PlugIns>,
  factories: PlugInFactories,
): SavedPreference | undefined {
  const { preference } = folder.manifest;
  if (preference === undefined) return undefined;
  const ranker = resolvePlugIn('ranker', preference.ranker, given.ranker, factories);
  restorePlugIn(ranker, preference.ranker, folder);
  return { ranker, catalogue: requireState(folder, preference.catalogue) };
}

type Stateful = Pick<Encoder<never>, 'name' | 'config' | 'saveState' | 'restoreState'>;

function describe(encoder: Stateful, part: string, writer: ModelFolderWriter): SavedPlugin {
  const state = encoder.saveState?.();
  return { name: encoder.name, ...configOf(encoder), ...(state ? { state: writer.add(part, state) } : {}) };
}

/** Without its learned state a plug-in would come back as if it had never been fitted. */
function requireSavable(plugIn: Partial<Stateful> & { readonly name: string }, learns: boolean): void {
  if (!learns || (plugIn.saveState && plugIn.restoreState)) return;
  throw new RecommenderError(
    'PLUGIN_MISMATCH',
    `"${plugIn.name}" learns and so needs saveState() and restoreState() to be part of a saved model, but offers ${plugIn.saveState ? 'no restoreState()' : 'no saveState()'}. Add them to the plug-in.`,
    { data: { name: plugIn.name } },
  );
}

function configOf(plugIn: { config?(): JsonObject }): Pick<SavedPlugin, 'config'> {
  const config = plugIn.config?.();
  return config ? { config: { ...config } as NonNullable<SavedPlugin['config']> } : {};
}

function restorePlugIn(encoder: Stateful, saved: SavedPlugin, folder: ModelFolder): void {
  if (saved.state === undefined) return;
  if (!encoder.restoreState) {
    throw new RecommenderError(
      'PLUGIN_MISMATCH',
      `The model holds a learned state of "${saved.name}", but the plug-in that was handed over has no restoreState().`,
    );
  }
  encoder.restoreState(requireState(folder, saved.state));
}

/** Raises `PLUGIN_MISMATCH` when an encoder is not the one that the model was trained with. */
export function checkFingerprint({ name, encoder }: Modality, expected: string | undefined): void {
  if (expected === undefined || encoder.fingerprint === expected) return;
  throw new RecommenderError(
    'PLUGIN_MISMATCH',
    `The ${name} encoder "${encoder.name}" gives other vectors than when the model was trained (fingerprint ${encoder.fingerprint}, expected ${expected}). Use the same weights, revision, precision and pooling, or train again. An encoder that learns belongs to one model: make one for each.`,
    { data: { modality: name, expected, received: encoder.fingerprint } },
  );
}
