import type { ModalityColumn } from '../../src/types.js';
import { createRandom } from '../../src/util/random.js';

const CLASSES = 5;
const DIMENSIONS = 16;

/**
 * Two modalities of which one tells the rating of a row and the other one misleads: it looks as rows of some other rating do. The last dimension of the
 * first modality says which of the two is to be believed, for half of the rows each.
 */
export function plantedFusion(rows: number, seed: number, noise = 0.5, hint = 2) {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = [0, 1].map(() =>
    Array.from({ length: CLASSES }, () => Float32Array.from({ length: DIMENSIONS }, normal)),
  );
  const classIndex = Int32Array.from({ length: rows }, () => Math.floor(random() * CLASSES));
  const believed = Int32Array.from({ length: rows }, () => (random() < 0.5 ? 0 : 1));
  const column = (name: string, which: number): ModalityColumn => {
    const dimensions = DIMENSIONS + 1;
    const data = new Float32Array(rows * dimensions);
    for (let row = 0; row < rows; row++) {
      const shown = believed[row] === which ? classIndex[row]! : Math.floor(random() * CLASSES);
      for (let d = 0; d < DIMENSIONS; d++)
        data[row * dimensions + d] = centres[which]![shown]![d]! + noise * normal();
      data[row * dimensions + DIMENSIONS] = which === 0 ? (2 * believed[row]! - 1) * hint : 0;
    }
    return {
      name,
      matrix: { data, rows, dimensions },
      rowIndex: Int32Array.from({ length: rows }, (_, row) => row),
    };
  };
  return { columns: [column('review', 0), column('image', 1)], classIndex };
}
