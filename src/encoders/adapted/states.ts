import type { Encoder } from '../../contracts/index.js';
import { RecommenderError } from '../../errors.js';
import type { JsonObject, PluginState } from '../../types.js';

const PREFIX = 'inner.';

type Stateful = Pick<Encoder<never>, 'name' | 'fit' | 'saveState' | 'restoreState'>;

/** A state with that of the inner encoder inside. Raises `PLUGIN_MISMATCH` when that one learns but cannot save it. */
export function joinStates(own: PluginState, inner: Stateful): PluginState {
  if (inner.fit && !(inner.saveState && inner.restoreState)) {
    throw new RecommenderError(
      'PLUGIN_MISMATCH',
      `"${inner.name}" learns and so needs saveState() and restoreState() to be saved inside an AdaptedEncoder. Add them to the plug-in.`,
      { data: { name: inner.name } },
    );
  }
  const state = inner.saveState?.();
  if (!state) return own;
  const arrays = Object.entries(state.arrays ?? {}).map(([name, array]) => [`${PREFIX}${name}`, array]);
  return {
    json: { ...own.json, inner: state.json },
    arrays: { ...own.arrays, ...Object.fromEntries(arrays) },
  };
}

/** Gives the inner encoder its part back. Raises `PLUGIN_MISMATCH` when it has no use for it. */
export function splitStates({ json, arrays = {} }: PluginState, inner: Stateful): void {
  if (json.inner === undefined) return;
  if (!inner.restoreState) {
    throw new RecommenderError(
      'PLUGIN_MISMATCH',
      `The saved AdaptedEncoder holds a learned state of its inner encoder, but "${inner.name}" has no restoreState(). Use the encoder that it was saved with.`,
      { data: { name: inner.name } },
    );
  }
  const own = Object.entries(arrays).filter(([name]) => name.startsWith(PREFIX));
  inner.restoreState({
    json: json.inner as JsonObject,
    arrays: Object.fromEntries(own.map(([name, array]) => [name.slice(PREFIX.length), array])),
  });
}
