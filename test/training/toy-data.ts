import type { TrainingData } from '../../src/training/types.js';
import type { ModalityColumn } from '../../src/types.js';
import { createRandom } from '../../src/util/random.js';
import { STARS } from '../../src/util/rating-scale.js';

/** Settings of {@link toyData}. */
export interface ToyOptions {
  readonly rows?: number;
  readonly seed?: number;
  /** Share of the rows without an image. */
  readonly absent?: number;
}

/** {@link TrainingData} in memory. */
export type ToyData = Omit<TrainingData, 'columns'> & { readonly columns: readonly ModalityColumn[] };

/** Two modalities whose first dimension follows the rating; the rest is noise. */
export function toyData({ rows = 120, seed = 1, absent = 0.2 }: ToyOptions = {}): ToyData {
  const random = createRandom(seed);
  const classIndex = Int32Array.from({ length: rows }, () => Math.floor(random() * 5));
  const column = (name: string, dimensions: number, share: number): ModalityColumn => {
    const data = Float32Array.from({ length: rows * dimensions }, () => random() - 0.5);
    classIndex.forEach((value, row) => {
      data[row * dimensions]! += value;
    });
    const rowIndex = Int32Array.from({ length: rows }, (_, row) => (random() < share ? -1 : row));
    return { name, matrix: { data, rows, dimensions }, rowIndex };
  };
  const columns = [column('review', 6, 0), column('image', 4, absent)];
  const split = Math.floor(rows * 0.75);
  return {
    columns,
    classIndex,
    train: Int32Array.from({ length: split }, (_, row) => row),
    validation: Int32Array.from({ length: rows - split }, (_, row) => split + row),
    scale: STARS,
  };
}
