import { z } from 'zod';
import type { Ranker } from '../../contracts/index.js';
import type { PluginState } from '../../types.js';
import type { FittedModality } from '../check-fit-input.js';
import {
  corrupt,
  modalitiesJson,
  modalitiesSchema,
  savedArray,
  savedIntegers,
  savedJson,
} from '../saved-state.js';
import type { BlendWeights } from './blend-scores.js';
import { type ItemKinds, NEW } from './hold-out.js';
import { labelsOf } from './labels.js';
import { joinStates, restorePart } from './member-states.js';

/** What a hybrid has decided and fitted. */
export interface FittedHybrid {
  /** Fitted, in the order of the weights. */
  readonly members: readonly Ranker[];
  /** What the members are called among the candidates. */
  readonly labels: readonly string[];
  readonly weights: BlendWeights;
  readonly kinds: ItemKinds;
  /** How many people like each item: what somebody is shown of whom nothing is known. */
  readonly popularity: Float32Array;
  readonly modalities: readonly FittedModality[];
  readonly description: string;
}

const weights = z.array(z.number());
const stateSchema = z.object({
  members: z.array(z.string()).min(1),
  warm: weights,
  cold: weights,
  coldMean: weights,
  unlovedOffset: z.number(),
  newOffset: z.number(),
  modalities: modalitiesSchema,
  description: z.string(),
  states: z.record(z.string(), z.json()),
});

/** Raises `PLUGIN_MISMATCH` for a member that cannot be saved. */
export function saveHybrid({
  members,
  labels,
  weights,
  kinds,
  popularity,
  modalities,
  description,
}: FittedHybrid): PluginState {
  const { json, arrays } = joinStates(members, labels);
  return {
    json: {
      members: [...labels],
      ...weights,
      modalities: modalitiesJson(modalities),
      description,
      states: json,
    },
    arrays: { ...arrays, kinds: Float32Array.from(kinds), popularity },
  };
}

/**
 * The inverse of {@link saveHybrid}, into those of the candidates that are members. Raises `SAVE_CORRUPT`, also for the state of a hybrid of
 * other candidates, and `PLUGIN_MISMATCH`.
 */
export function restoreHybrid(
  owner: string,
  candidates: readonly Ranker[],
  state: PluginState,
): FittedHybrid {
  const { members: labels, states, description, modalities, ...blend } = savedJson(owner, state, stateSchema);
  const kinds = Uint8Array.from(savedIntegers(owner, state, 'kinds', { least: 0, below: NEW + 1 }));
  const popularity = savedArray(owner, state, 'popularity', kinds.length);
  const known = labelsOf(candidates);
  const members = labels.map((label) => {
    const member = candidates[known.indexOf(label)];
    if (member) return member;
    throw corrupt(owner, `it needs the candidate "${label}", which is not among the candidates`);
  });
  for (const list of [blend.warm, blend.cold, blend.coldMean]) {
    if (list.length !== members.length)
      throw corrupt(owner, `${list.length} weights are of ${members.length} members`);
  }
  for (const [index, member] of members.entries()) restorePart(member, labels[index]!, state, states);
  return { members, labels, weights: blend, kinds, popularity, modalities, description };
}
