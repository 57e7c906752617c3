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
import { GrowingRows } from './growing-rows.js';
import type { EaseModel } from './model.js';
import type { ResolvedEaseRankerOptions } from './options.js';

const schema = z.object({ modalities: modalitiesSchema });

/** Everything that the ranker knows, as it is saved. */
export function stateOf({ core, cold, warmPlace, coldPlace }: EaseModel): PluginState {
  return {
    json: { modalities: modalitiesJson(core.modalities) },
    arrays: {
      warmPlace: Float32Array.from(warmPlace),
      coldPlace: Float32Array.from(coldPlace),
      inverse: core.inverse,
      means: core.means,
      content: core.content,
      coldColumns: cold.columns.data,
      coldContent: cold.content.data,
      coldCredit: cold.credit.data,
      coldCovariance: cold.covariance.data,
    },
  };
}

/** The way back. Raises `SAVE_CORRUPT` when the parts do not fit together. */
export function modelOf(
  owner: string,
  state: PluginState,
  { regularization, contentWeight }: ResolvedEaseRankerOptions,
): EaseModel {
  const { modalities } = savedJson(owner, state, schema);
  const items = savedArray(owner, state, 'warmPlace').length;
  const places = (name: string) =>
    savedIntegers(owner, state, name, { least: -1, below: Math.max(1, items), length: items });
  const warmPlace = places('warmPlace');
  const coldPlace = places('coldPlace');
  const warmItems = itemsByPlace(owner, warmPlace);
  const coldItems = itemsByPlace(owner, coldPlace);
  const [size, count] = [warmItems.length, coldItems.length];
  const width = contentWeight > 0 ? modalities.reduce((sum, { dimensions }) => sum + dimensions, 0) : 0;
  const array = (name: string, length: number) => savedArray(owner, state, name, length);
  const rows = (name: string, of: number) => new GrowingRows(of, array(name, count * of));
  const inverse = array('inverse', size * size);
  return {
    core: {
      modalities,
      warmItems,
      size,
      inverse,
      diagonal: Float32Array.from({ length: size }, (_, row) => inverse[row * size + row]!),
      means: array('means', width),
      content: array('content', size * width),
      ridge: regularization,
      contentFactor: contentWeight ** 2,
    },
    cold: {
      columns: rows('coldColumns', size),
      content: rows('coldContent', width),
      credit: rows('coldCredit', modalities.length),
      covariance: new GrowingRows(1, array('coldCovariance', (count * (count + 1)) / 2)),
    },
    warmPlace,
    coldPlace,
    coldItems,
  };
}

/** The items that have places, in the order of these; each place must be taken once. */
function itemsByPlace(owner: string, places: Int32Array): Int32Array {
  const count = places.reduce((sum, place) => sum + (place >= 0 ? 1 : 0), 0);
  const items = new Int32Array(count).fill(-1);
  for (const [item, place] of places.entries()) {
    if (place < 0) continue;
    if (items[place] !== -1) throw corrupt(owner, `place ${place} is not taken by exactly one item`);
    items[place] = item;
  }
  return items;
}
