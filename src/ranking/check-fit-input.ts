import type { InteractionMatrix, RankerFitInput } from '../contracts/index.js';
import { RecommenderError } from '../errors.js';
import type { ModalityColumn } from '../types.js';

/** What {@link checkFitInput} lets pass. */
export interface FitInputTolerance {
  /** For rankers that learn from content alone. @default false */
  readonly noInteractions?: boolean;
}

/** A modality that a ranker was fitted with. */
export interface FittedModality {
  readonly name: string;
  readonly dimensions: number;
}

/**
 * Looks at everything that `fit` is given before anything is computed. Raises `EMPTY_CATALOGUE` without items, `NO_ROWS`
 * without interactions, `DIMENSION_MISMATCH` for a modality that does not have one row per item or points outside of
 * its matrix, `INVALID_EMBEDDING` for NaN or an infinite value, `TypeError` for a matrix of interactions or embeddings
 * that is broken in itself. `owner` begins the message.
 */
export function checkFitInput(
  owner: string,
  { interactions, modalities }: RankerFitInput,
  { noInteractions = false }: FitInputTolerance = {},
): void {
  checkInteractions(owner, interactions);
  if (interactions.items === 0) {
    throw new RecommenderError(
      'EMPTY_CATALOGUE',
      `${owner}: expected a catalogue of at least one item, but it is empty. Give fit() the items to rank.`,
    );
  }
  if (interactions.itemIndex.length === 0 && !noInteractions) {
    throw new RecommenderError(
      'NO_ROWS',
      `${owner}: expected interactions to learn from, but there are none. Use a ranker of content until there are.`,
    );
  }
  checkNames(owner, modalities);
  for (const column of modalities) checkColumn(owner, column, interactions.items, 0);
}

/**
 * The columns of added items in the order of the fit. Raises `DIMENSION_MISMATCH` unless they are the modalities of the
 * fit, of the same width, with one row per added item, and `INVALID_EMBEDDING` for NaN or an infinite value; items are
 * counted from `firstItem` in messages.
 */
export function checkAddedItems(
  owner: string,
  fitted: readonly FittedModality[],
  modalities: readonly ModalityColumn[],
  firstItem: number,
): readonly ModalityColumn[] {
  checkNames(owner, modalities);
  const expected = fitted.map(describe).sort().join(', ');
  const received = modalities
    .map(({ name, matrix }) => describe({ name, dimensions: matrix.dimensions }))
    .sort()
    .join(', ');
  if (expected !== received || fitted.length === 0) {
    const remedy =
      fitted.length === 0
        ? 'A ranker that was fitted without modalities cannot tell how many items are added: fit it anew.'
        : 'Encode new items with the encoders of the fit, and pass every modality, with -1 for items that lack it.';
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${owner}: expected the modalities of the fit (${expected || 'none'}), but got ${received || 'none'}. ${remedy}`,
      { data: { expected, received } },
    );
  }
  const columns = fitted.map(({ name }) => modalities.find((column) => column.name === name)!);
  const items = columns[0]!.rowIndex.length;
  for (const column of columns) checkColumn(owner, column, items, firstItem);
  return columns;
}

/** Name and width of every modality, to be kept for {@link checkAddedItems}. */
export function fittedModalities(modalities: readonly ModalityColumn[]): FittedModality[] {
  return modalities.map(({ name, matrix }) => ({ name, dimensions: matrix.dimensions }));
}

function describe({ name, dimensions }: FittedModality): string {
  return `"${name}" [${dimensions}]`;
}

/** The arrays fit together; a matrix of `interactionMatrix` always passes. */
function checkInteractions(owner: string, matrix: InteractionMatrix): void {
  const { users, items, rowStart, itemIndex, weight } = matrix;
  const flaw = (message: string) =>
    new TypeError(`${owner}: the matrix of interactions is broken: ${message}.`);
  if (rowStart?.length !== users + 1)
    throw flaw(`rowStart has ${rowStart?.length} entries for ${users} users`);
  if (weight.length !== itemIndex.length || rowStart[0] !== 0 || rowStart[users] !== itemIndex.length) {
    throw flaw(`rowStart, itemIndex (${itemIndex.length}) and weight (${weight.length}) do not fit together`);
  }
  for (let user = 0; user < users; user++) {
    if (rowStart[user]! > rowStart[user + 1]!) throw flaw(`rowStart falls at user ${user}`);
    let previous = -1;
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      const item = itemIndex[entry]!;
      if (item <= previous || item >= items) {
        throw flaw(
          `the items of user ${user} must ascend within 0 to ${items - 1}, but ${item} follows ${previous}`,
        );
      }
      if (!(weight[entry]! > 0 && weight[entry]! < Infinity)) {
        throw flaw(`the weight of user ${user} and item ${item} is ${weight[entry]}`);
      }
      previous = item;
    }
  }
}

function checkNames(owner: string, modalities: readonly ModalityColumn[]): void {
  const names = modalities.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`${owner}: two modalities are called "${twice}".`);
}

function checkColumn(owner: string, column: ModalityColumn, items: number, firstItem: number): void {
  const { name, matrix, rowIndex } = column;
  const { data, rows, dimensions } = matrix;
  if (data?.length !== rows * dimensions || !(dimensions >= 1)) {
    throw new TypeError(
      `${owner}: the matrix of modality "${name}" is broken: [${rows}, ${dimensions}] with ${data?.length} values.`,
    );
  }
  if (rowIndex.length !== items) {
    throw new RecommenderError(
      'DIMENSION_MISMATCH',
      `${owner}: expected one row of modality "${name}" for each of ${items} items, but got ${rowIndex.length}.`,
      { data: { modality: name, expected: items, received: rowIndex.length } },
    );
  }
  const checked = new Uint8Array(rows);
  for (const [item, row] of rowIndex.entries()) {
    if (row < -1 || row >= rows) {
      throw new RecommenderError(
        'DIMENSION_MISMATCH',
        `${owner}: item ${firstItem + item} has row ${row} of modality "${name}", whose matrix has ${rows} rows.`,
        { data: { modality: name, item: firstItem + item, row, rows } },
      );
    }
    if (row < 0 || checked[row]) continue;
    checked[row] = 1;
    const column = firstNotFinite(data, row * dimensions, dimensions);
    if (column < 0) continue;
    throw new RecommenderError(
      'INVALID_EMBEDDING',
      `${owner}: expected finite numbers, but modality "${name}" of item ${firstItem + item} has ` +
        `${data[row * dimensions + column]} in column ${column}. Compute it again, or mark the modality as absent (-1).`,
      { data: { modality: name, item: firstItem + item, column } },
    );
  }
}

/** Column of the first value of a row that is not a finite number, or -1. */
function firstNotFinite(data: Float32Array, start: number, length: number): number {
  for (let index = 0; index < length; index++) if (!Number.isFinite(data[start + index])) return index;
  return -1;
}
