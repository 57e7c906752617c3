import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { GraphRatingHead } from '../contracts/index.js';
import type { RatingScale } from '../types.js';

/** Rows of the outputs `[rows, width]` whose most probable rating, the lower one on a tie, is the true one. */
export function countCorrect(
  outputs: Float32Array,
  classIndex: Int32Array,
  head: GraphRatingHead,
  scale: RatingScale,
): number {
  const rows = classIndex.length;
  const decoded = tidy(
    () => head.decode(tensor2d(outputs, [rows, outputs.length / rows]), scale).dataSync() as Float32Array,
  );
  const classes = decoded.length / rows;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (decoded[row * classes + index]! > decoded[row * classes + best]!) best = index;
    }
    if (best === classIndex[row]) correct++;
  }
  return correct;
}
