/** Rows of probabilities `[rows, classes]` whose largest one, the lower rating on a tie, is that of the true rating. */
export function countCorrect(probabilities: Float32Array, classIndex: Int32Array): number {
  const rows = classIndex.length;
  const classes = probabilities.length / rows;
  let correct = 0;
  for (let row = 0; row < rows; row++) {
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (probabilities[row * classes + index]! > probabilities[row * classes + best]!) best = index;
    }
    if (best === classIndex[row]) correct++;
  }
  return correct;
}
