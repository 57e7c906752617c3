import { z } from 'zod';
import type { PluginState } from '../../types.js';
import {
  corrupt,
  modalitiesJson,
  modalitiesSchema,
  savedArray,
  savedIntegers,
  savedJson,
} from '../saved-state.js';
import type { ContentMap } from './content-map.js';
import type { FoldIn } from './fold-in.js';
import { type VbprModel, vectorWidth } from './model.js';

const count = z.number().int().min(0);
const stateSchema = z.object({
  shape: z.object({ users: count, items: count, factors: count, contentFactors: count, features: count }),
  modalities: modalitiesSchema,
  maps: z.array(
    z.object({
      name: z.string(),
      dimensions: z.number().int().min(1),
      width: z.number().int().min(1),
      scale: z.number(),
      hasAxes: z.boolean(),
    }),
  ),
  items: count,
  newItemBias: z.number(),
  meanBias: z.number(),
  margin: z.number(),
});

const FOLD_IN_SHAPES = { center: 1, biasCovariance: 1, typical: 1, covariance: 2, precision: 2 } as const;

/** A model as numbers that can be written to a file. */
export function vbprState(model: VbprModel): PluginState {
  const { shape, maps, people, histories, items } = model;
  const lengths = Float32Array.from(
    { length: histories.users },
    (_, user) => histories.rowStart[user + 1]! - histories.rowStart[user]!,
  );
  const arrays: Record<string, Float32Array> = {
    userVectors: model.userVectors,
    content: model.content,
    itemVectors: items.vectors,
    features: items.features,
    historyLengths: lengths,
    histories: Float32Array.from(histories.itemIndex),
  };
  for (const name of Object.keys(FOLD_IN_SHAPES) as (keyof typeof FOLD_IN_SHAPES)[]) {
    arrays[`people.${name}`] = people[name];
  }
  for (const [index, { mean, axes }] of maps.entries()) {
    arrays[`maps.${index}.mean`] = mean;
    if (axes !== undefined) arrays[`maps.${index}.axes`] = axes;
  }
  return {
    json: {
      shape: { ...shape },
      modalities: modalitiesJson(model.modalities),
      maps: maps.map(({ name, dimensions, width, scale, axes }) => ({
        name,
        dimensions,
        width,
        scale,
        hasAxes: axes !== undefined,
      })),
      items: items.count,
      newItemBias: model.newItemBias,
      meanBias: people.meanBias,
      margin: people.margin,
    },
    arrays,
  };
}

/** The inverse of {@link vbprState}. Raises `SAVE_CORRUPT` when the parts do not fit together. */
export function vbprFromState(owner: string, state: PluginState): VbprModel {
  const json = savedJson(owner, state, stateSchema);
  const { shape } = json;
  const width = vectorWidth(shape);
  const array = (name: string, length?: number) => savedArray(owner, state, name, length);
  const maps = json.maps.map(({ hasAxes, ...map }, index): ContentMap => {
    const { dimensions } = map;
    const axes = hasAxes ? array(`maps.${index}.axes`, dimensions * map.width) : undefined;
    if (axes === undefined && map.width !== dimensions) {
      throw corrupt(owner, `modality "${map.name}" has ${map.width} features`);
    }
    return { ...map, mean: array(`maps.${index}.mean`, dimensions), axes };
  });
  if (maps.reduce((sum, map) => sum + map.width, 0) !== shape.features || json.items < shape.items) {
    throw corrupt(owner, `it counts ${shape.features} features and ${json.items} items`);
  }
  const lengths = savedIntegers(owner, state, 'historyLengths', {
    least: 0,
    below: shape.items + 1,
    length: shape.users,
  });
  const rowStart = new Int32Array(shape.users + 1);
  for (const [user, length] of lengths.entries()) rowStart[user + 1] = rowStart[user]! + length;
  const itemIndex = savedIntegers(owner, state, 'histories', {
    least: 0,
    below: shape.items,
    length: rowStart[shape.users]!,
  });
  const summary = (name: keyof typeof FOLD_IN_SHAPES) =>
    array(`people.${name}`, width ** FOLD_IN_SHAPES[name]);
  const people: FoldIn = {
    width,
    meanBias: json.meanBias,
    margin: json.margin,
    center: summary('center'),
    biasCovariance: summary('biasCovariance'),
    typical: summary('typical'),
    covariance: summary('covariance'),
    precision: summary('precision'),
  };
  return {
    shape,
    modalities: json.modalities,
    maps,
    userVectors: array('userVectors', shape.users * width),
    content: array('content', shape.features * (shape.contentFactors + 1)),
    newItemBias: json.newItemBias,
    histories: { users: shape.users, rowStart, itemIndex },
    people,
    items: {
      count: json.items,
      vectors: array('itemVectors', json.items * (width + 1)),
      features: array('features', json.items * shape.features),
    },
  };
}
