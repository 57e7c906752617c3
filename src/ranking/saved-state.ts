import { z } from 'zod';
import { RecommenderError } from '../errors.js';
import type { PluginState } from '../types.js';
import type { FittedModality } from './check-fit-input.js';

/** Schema of the modalities of a fit in the json part of a state. */
export const modalitiesSchema = z.array(z.object({ name: z.string(), dimensions: z.number().int().min(1) }));

/** The json part of a state by its schema. Raises `SAVE_CORRUPT`. */
export function savedJson<Value>(owner: string, { json }: PluginState, schema: z.ZodType<Value>): Value {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw corrupt(owner, `its json part is not that of this ranker (${z.prettifyError(parsed.error)})`);
}

/** An array of a state. Raises `SAVE_CORRUPT` when it is missing, of another length or not finite. */
export function savedArray(owner: string, state: PluginState, name: string, length?: number): Float32Array {
  const array = state.arrays?.[name];
  if (array === undefined) throw corrupt(owner, `the array "${name}" is missing`);
  if (length !== undefined && array.length !== length) {
    throw corrupt(owner, `the array "${name}" holds ${array.length} numbers instead of ${length}`);
  }
  if (!array.every(Number.isFinite))
    throw corrupt(owner, `the array "${name}" holds numbers that are not finite`);
  return array;
}

/** An array of whole numbers in a range. Raises `SAVE_CORRUPT`. */
export function savedIntegers(
  owner: string,
  state: PluginState,
  name: string,
  { least, below, length }: { readonly least: number; readonly below: number; readonly length?: number },
): Int32Array {
  const array = savedArray(owner, state, name, length);
  const isInside = (value: number) => Number.isInteger(value) && value >= least && value < below;
  if (!array.every(isInside)) throw corrupt(owner, `the array "${name}" points outside of what it counts`);
  return Int32Array.from(array);
}

/** The error of a state that does not fit together. */
export function corrupt(owner: string, flaw: string): RecommenderError {
  return new RecommenderError(
    'SAVE_CORRUPT',
    `${owner}: expected what saveState() gave, but ${flaw}. Save the model again.`,
  );
}

/** What was fitted, or `NOT_FITTED`. */
export function requireFitted<State>(owner: string, state: State | undefined): State {
  if (state !== undefined) return state;
  throw new RecommenderError(
    'NOT_FITTED',
    `${owner} knows no items yet. Call fit() or restoreState() first.`,
  );
}

/** The modalities of a fit as json, for {@link modalitiesSchema}. */
export function modalitiesJson(modalities: readonly FittedModality[]) {
  return modalities.map(({ name, dimensions }) => ({ name, dimensions }));
}
