/** The files that recommenders in Python read; see bench/peers/ranking_cornac.py. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { InteractionMatrix } from '../../src/contracts/index.js';
import { writeEmbeddings } from '../../src/embedding-files/embedding-files.js';
import type { ModalityColumn } from '../../src/types.js';

/** Writes `sizes.json`, `train.tsv` and, with modalities, `features.npy` into a folder. */
export async function writeSplitFiles(
  folder: string,
  train: InteractionMatrix,
  modalities: readonly ModalityColumn[],
): Promise<void> {
  const { users, items, rowStart, itemIndex, weight } = train;
  await writeFile(join(folder, 'sizes.json'), JSON.stringify({ users, items }));
  const lines: string[] = [];
  for (let user = 0; user < users; user++) {
    for (let entry = rowStart[user]!; entry < rowStart[user + 1]!; entry++) {
      lines.push(`${user}\t${itemIndex[entry]}\t${weight[entry]}\n`);
    }
  }
  await writeFile(join(folder, 'train.tsv'), lines.join(''));
  if (modalities.length === 0) return;
  const ids = Array.from({ length: items }, (_, item) => String(item));
  await writeEmbeddings(join(folder, 'features.npy'), { ids, matrix: sideBySide(modalities, items) });
}

/** All modalities of every item, each brought to length 1, zeros where one is absent: `[items, sum of dimensions]`. */
function sideBySide(modalities: readonly ModalityColumn[], items: number) {
  const dimensions = modalities.reduce((sum, { matrix }) => sum + matrix.dimensions, 0);
  const data = new Float32Array(items * dimensions);
  let offset = 0;
  for (const { matrix, rowIndex } of modalities) {
    for (let item = 0; item < items; item++) {
      const row = rowIndex[item]!;
      if (row < 0) continue;
      const vector = matrix.data.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions);
      let squares = 0;
      for (const value of vector) squares += value * value;
      const length = Math.sqrt(squares) || 1;
      const target = item * dimensions + offset;
      for (const [index, value] of vector.entries()) data[target + index] = value / length;
    }
    offset += matrix.dimensions;
  }
  return { data, rows: items, dimensions };
}
