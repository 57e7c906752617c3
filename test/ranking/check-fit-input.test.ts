import { describe, expect, it } from 'vitest';
import type { InteractionMatrix, RankerFitInput } from '../../src/contracts/index.js';
import { interactionMatrix } from '../../src/dataset/interaction-matrix.js';
import type { RecommenderErrorCode } from '../../src/errors.js';
import { checkAddedItems, checkFitInput, fittedModalities } from '../../src/ranking/check-fit-input.js';
import type { ModalityColumn } from '../../src/types.js';

const INTERACTIONS = interactionMatrix(2, 3, [
  { user: 0, item: 0 },
  { user: 0, item: 2 },
  { user: 1, item: 1 },
]);

function column(name: string, dimensions: number, rowIndex: number[], rows = 3): ModalityColumn {
  const data = Float32Array.from({ length: rows * dimensions }, (_, index) => index);
  return { name, matrix: { data, rows, dimensions }, rowIndex: Int32Array.from(rowIndex) };
}

function input(changes: Partial<RankerFitInput> = {}): RankerFitInput {
  return {
    interactions: INTERACTIONS,
    modalities: [column('text', 2, [0, 1, 2]), column('image', 4, [-1, 0, 0])],
    seed: 1,
    ...changes,
  };
}

const broken = (changes: Partial<InteractionMatrix>) =>
  input({ interactions: { ...INTERACTIONS, ...changes } });

function spoilt(value: number): ModalityColumn {
  const spoiltColumn = column('image', 4, [-1, 2, 1]);
  spoiltColumn.matrix.data[2 * 4 + 3] = value;
  return spoiltColumn;
}

describe('checkFitInput', () => {
  it('accepts what is right, with and without modalities', () => {
    expect(() => checkFitInput('Test', input())).not.toThrow();
    expect(() => checkFitInput('Test', input({ modalities: [] }))).not.toThrow();
  });

  it('accepts NaN in a row that no item has', () => {
    const unused = column('image', 4, [-1, 0, 0]);
    unused.matrix.data[5] = Number.NaN;
    expect(() => checkFitInput('Test', input({ modalities: [unused] }))).not.toThrow();
  });

  it.each<[RecommenderErrorCode, string, RankerFitInput, RegExp]>([
    [
      'EMPTY_CATALOGUE',
      'no items',
      input({ interactions: interactionMatrix(2, 0, []), modalities: [] }),
      /at least one item/,
    ],
    ['NO_ROWS', 'no interactions', input({ interactions: interactionMatrix(2, 3, []) }), /there are none/],
    [
      'DIMENSION_MISMATCH',
      'too few rows',
      input({ modalities: [column('text', 2, [0, 1])] }),
      /"text" for each of 3 items, but got 2/,
    ],
    [
      'DIMENSION_MISMATCH',
      'a row beyond the matrix',
      input({ modalities: [column('text', 2, [0, 3, 1])] }),
      /item 1 has row 3/,
    ],
    [
      'DIMENSION_MISMATCH',
      'a row below -1',
      input({ modalities: [column('text', 2, [0, -2, 1])] }),
      /item 1 has row -2/,
    ],
    [
      'INVALID_EMBEDDING',
      'NaN',
      input({ modalities: [spoilt(Number.NaN)] }),
      /"image" of item 1 has NaN in column 3/,
    ],
    ['INVALID_EMBEDDING', 'Infinity', input({ modalities: [spoilt(-Infinity)] }), /-Infinity/],
  ])('%s for %s', (code, _what, bad, message) => {
    expect(() => checkFitInput('Test', bad)).toThrow(expect.objectContaining({ code }));
    expect(() => checkFitInput('Test', bad)).toThrow(message);
  });

  it('lets rankers of content do without interactions', () => {
    const none = input({ interactions: interactionMatrix(0, 3, []) });
    expect(() => checkFitInput('Test', none, { noInteractions: true })).not.toThrow();
  });

  it.each<[string, RankerFitInput]>([
    ['rowStart too short', broken({ users: 3 })],
    ['fewer weights than entries', broken({ weight: Float32Array.of(1, 1) })],
    ['rowStart past the entries', broken({ rowStart: Int32Array.of(0, 2, 4) })],
    ['rowStart that falls', broken({ users: 3, rowStart: Int32Array.of(0, 3, 2, 3) })],
    ['an item twice', broken({ itemIndex: Int32Array.of(2, 2, 1) })],
    ['an item beyond the catalogue', broken({ itemIndex: Int32Array.of(0, 3, 1) })],
    ['a negative item', broken({ itemIndex: Int32Array.of(-1, 2, 1) })],
    ['a weight of 0', broken({ weight: Float32Array.of(1, 0, 1) })],
    ['a weight of NaN', broken({ weight: Float32Array.of(1, 1, Number.NaN) })],
    ['an infinite weight', broken({ weight: Float32Array.of(1, 1, Infinity) })],
    ['a modality twice', input({ modalities: [column('text', 2, [0, 1, 2]), column('text', 2, [0, 1, 2])] })],
    [
      'a matrix with too few values',
      input({
        modalities: [
          { ...column('text', 2, [0, 1, 2]), matrix: { data: new Float32Array(5), rows: 3, dimensions: 2 } },
        ],
      }),
    ],
    [
      'a matrix without columns',
      input({
        modalities: [
          { ...column('text', 2, [0, 1, 2]), matrix: { data: new Float32Array(0), rows: 3, dimensions: 0 } },
        ],
      }),
    ],
  ])('TypeError for %s', (_what, bad) => {
    expect(() => checkFitInput('Test', bad)).toThrow(TypeError);
  });
});

describe('checkAddedItems', () => {
  const fitted = fittedModalities(input().modalities);

  it('returns the columns in the order of the fit', () => {
    const added = [column('image', 4, [0]), column('text', 2, [-1])];
    expect(checkAddedItems('Test', fitted, added, 3).map(({ name }) => name)).toEqual(['text', 'image']);
  });

  it.each<[string, ModalityColumn[]]>([
    ['a missing modality', [column('text', 2, [0])]],
    ['another modality', [column('text', 2, [0]), column('sound', 4, [0])]],
    ['another width', [column('text', 2, [0]), column('image', 3, [0])]],
    ['different numbers of items', [column('text', 2, [0]), column('image', 4, [0, 1])]],
    ['a row beyond the matrix', [column('text', 2, [0]), column('image', 4, [3])]],
  ])('DIMENSION_MISMATCH for %s', (_what, added) => {
    expect(() => checkAddedItems('Test', fitted, added, 3)).toThrow(
      expect.objectContaining({ code: 'DIMENSION_MISMATCH' }),
    );
  });

  it('DIMENSION_MISMATCH where the fit had no modalities to count rows of', () => {
    expect(() => checkAddedItems('Test', [], [], 3)).toThrow(/fit it anew/);
  });

  it('INVALID_EMBEDDING counts items on from those of the fit', () => {
    const added = [column('text', 2, [0, 1, 2]), spoilt(Number.NaN)];
    expect(() => checkAddedItems('Test', fitted, added, 3)).toThrow(
      expect.objectContaining({ code: 'INVALID_EMBEDDING', data: { modality: 'image', item: 4, column: 3 } }),
    );
  });

  it('TypeError for a modality given twice', () => {
    const added = [column('text', 2, [0]), column('text', 2, [0])];
    expect(() => checkAddedItems('Test', fitted, added, 3)).toThrow(TypeError);
  });
});
