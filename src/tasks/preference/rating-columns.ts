import { Vocabulary } from '../../dataset/vocabulary.js';
import type { CategoricalModality, ModalityColumn } from '../../types.js';

/** A column of items as one of interactions: row `i` is the item of interaction `i`. */
export function columnOfRows(column: ModalityColumn, itemRows: Int32Array): ModalityColumn {
  return { ...column, rowIndex: itemRows.map((item) => (item < 0 ? -1 : column.rowIndex[item]!)) };
}

/** The user of every row as a code; people outside of the vocabulary are code 0. */
export function userColumn(
  userIds: readonly (string | undefined)[],
  users: Vocabulary,
  categorical: CategoricalModality,
): ModalityColumn {
  return {
    name: 'user',
    matrix: {
      data: Float32Array.from({ length: users.size }, (_, code) => code),
      rows: users.size,
      dimensions: 1,
    },
    rowIndex: Int32Array.from(userIds, (userId) =>
      userId === undefined ? Vocabulary.UNKNOWN : users.indexOf(userId),
    ),
    categorical,
  };
}
