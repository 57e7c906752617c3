import type { Ranker } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { JsonObject, JsonValue, PluginState } from '../../types.js';

/** The states of several rankers as one: their arrays under `label/`, their json by label. */
export function joinStates(members: readonly Ranker[], labels: readonly string[]): Required<PluginState> {
  const json: Record<string, JsonObject> = {};
  const arrays: Record<string, Float32Array> = {};
  for (const [index, member] of members.entries()) {
    const label = labels[index]!;
    if (!member.saveState || !member.restoreState) throw cannotSave(member.name);
    const state = member.saveState();
    json[label] = state.json;
    for (const [name, array] of Object.entries(state.arrays ?? {})) arrays[`${label}/${name}`] = array;
  }
  return { json, arrays };
}

/** Gives one of them its state back. Raises `PLUGIN_MISMATCH` for one that takes none, and what the member raises. */
export function restorePart(
  member: Ranker,
  label: string,
  { arrays = {} }: PluginState,
  json: Readonly<Record<string, unknown>>,
): void {
  if (!member.restoreState) throw cannotSave(member.name);
  const prefix = `${label}/`;
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(prefix));
  member.restoreState({
    json: (json[label] ?? {}) as JsonValue as JsonObject,
    arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(prefix.length), array])),
  });
}

function cannotSave(name: string): RecommenderError {
  return new RecommenderError(
    'PLUGIN_MISMATCH',
    `The ranker "${name}" needs saveState() and restoreState() to be part of a saved model. Add them to the plug-in.`,
    { data: { name } },
  );
}
