import type { InteractionMatrix } from '../../contracts/index.js';
import { Vocabulary } from '../../dataset/vocabulary.js';
import { RecommenderError } from '../../errors.js';
import type { Item, JsonObject, JsonValue, ModalityColumn, PluginState } from '../../types.js';
import { Catalogue } from './catalogue.js';
import { People } from './people.js';

/**
 * Items, vectors, users and histories in a form that can be saved. Whole numbers are kept as floats, which are exact up to 2^24. Pictures
 * that were given as bytes are not kept: their vectors are. `rated` are the users that the rating model knows.
 */
export function saveCatalogue(catalogue: Catalogue, people: People, rated: Vocabulary): PluginState {
  const arrays: Record<string, Float32Array> = {
    ...matrixArrays('liked', people.liked),
    ...matrixArrays('seen', people.seen),
  };
  for (const { name, matrix, rowIndex } of catalogue.columns) {
    arrays[`vectors/${name}`] = matrix.data.slice();
    arrays[`rows/${name}`] = Float32Array.from(rowIndex);
  }
  const items = catalogue.items.map(({ image, ...item }) => ({
    ...item,
    ...(typeof image === 'string' && { image }),
  }));
  const columns = catalogue.columns.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions }));
  const json = { items, users: people.ids, rated: rated.ids, columns };
  return { json: json as unknown as JsonObject, arrays };
}

/** The inverse of {@link saveCatalogue}. Raises `SAVE_CORRUPT`. */
export function restoreCatalogue({ json, arrays = {} }: PluginState): {
  catalogue: Catalogue;
  people: People;
  rated: Vocabulary;
} {
  const items = listOf(json.items, 'items', isItem) as unknown as readonly Item[];
  const users = listOf(json.users, 'users', isString) as readonly string[];
  const rated = listOf(json.rated, 'rated', isString) as readonly string[];
  const columns = (listOf(json.columns, 'columns', isShape) as unknown as readonly Shape[]).map((shape) =>
    restoreColumn(arrays, shape, items.length),
  );
  const matrix = (name: string) => restoreMatrix(arrays, name, users.length, items.length);
  return {
    catalogue: new Catalogue(items, columns),
    people: new People(users, matrix('liked'), matrix('seen')),
    rated: new Vocabulary(rated),
  };
}

interface Shape {
  readonly name: string;
  readonly dimensions: number;
}

function restoreColumn(
  arrays: Readonly<Record<string, Float32Array>>,
  { name, dimensions }: Shape,
  items: number,
): ModalityColumn {
  const data = arrayOf(arrays, `vectors/${name}`);
  const rows = data.length / dimensions;
  const places = arrayOf(arrays, `rows/${name}`);
  if (!Number.isInteger(rows) || places.length !== items || !places.every(isWholeWithin(-1, rows)))
    throw corrupt(`vectors of "${name}" for ${items} items`);
  return { name, matrix: { data, rows, dimensions }, rowIndex: Int32Array.from(places) };
}

function matrixArrays(name: string, { rowStart, itemIndex, weight }: InteractionMatrix) {
  return {
    // Lengths instead of starts: they stay small however many interactions there are.
    [`${name}/length`]: Float32Array.from(
      { length: rowStart.length - 1 },
      (_, row) => rowStart[row + 1]! - rowStart[row]!,
    ),
    [`${name}/item`]: Float32Array.from(itemIndex),
    [`${name}/weight`]: weight.slice(),
  };
}

function restoreMatrix(
  arrays: Readonly<Record<string, Float32Array>>,
  name: string,
  users: number,
  items: number,
): InteractionMatrix {
  const lengths = arrayOf(arrays, `${name}/length`);
  const entries = arrayOf(arrays, `${name}/item`);
  const weight = arrayOf(arrays, `${name}/weight`);
  const rowStart = new Int32Array(lengths.length + 1);
  for (const [row, length] of lengths.entries()) rowStart[row + 1] = rowStart[row]! + length;
  const fits =
    lengths.length === users &&
    rowStart.at(-1) === entries.length &&
    weight.length === entries.length &&
    lengths.every(isWholeWithin(0, items + 1)) &&
    entries.every(isWholeWithin(0, items));
  if (!fits) throw corrupt(`${name} of ${users} users and ${items} items`);
  return { users, items, rowStart, itemIndex: Int32Array.from(entries), weight };
}

function arrayOf(arrays: Readonly<Record<string, Float32Array>>, name: string): Float32Array {
  const array = arrays[name];
  if (array === undefined) throw corrupt(`the array "${name}"`);
  return array;
}

function listOf(
  value: JsonValue | undefined,
  name: string,
  isEntry: (entry: JsonValue) => boolean,
): readonly JsonValue[] {
  if (Array.isArray(value) && value.every(isEntry)) return value as readonly JsonValue[];
  throw corrupt(`the list "${name}"`);
}

function isString(value: JsonValue): boolean {
  return typeof value === 'string';
}

function isItem(value: JsonValue): boolean {
  return isString((value as JsonObject | null)?.itemId ?? null);
}

function isShape(value: JsonValue): boolean {
  const { name = null, dimensions } = (value ?? {}) as JsonObject;
  return isString(name) && Number.isInteger(dimensions) && (dimensions as number) >= 1;
}

function isWholeWithin(least: number, below: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least && value < below;
}

function corrupt(what: string): RecommenderError {
  return new RecommenderError(
    'SAVE_CORRUPT',
    `The saved catalogue lacks ${what}, or it does not fit the rest. Save the model again.`,
  );
}
