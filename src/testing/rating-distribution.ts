import { demand } from './demands.js';

/** Demands `[rows, classes]` probabilities: non-negative, every row with sum 1. */
export function demandDistribution(
  values: Float32Array,
  shape: readonly number[],
  rows: number,
  classes: number,
  what: string,
): void {
  demand(
    shape.length === 2 && shape[0] === rows && shape[1] === classes && values.length === rows * classes,
    `${what} returns [${rows}, ${classes}]: one column per rating of the scale, ascending.`,
    `[${shape.join(', ')}].`,
    'derive the number of columns from the scale that the call gives.',
  );
  for (let row = 0; row < rows; row++) {
    const probabilities = values.subarray(row * classes, (row + 1) * classes);
    const sum = probabilities.reduce((total, value) => total + value, 0);
    demand(
      probabilities.every((value) => value >= 0) && Math.abs(sum - 1) <= 1e-4,
      `${what} returns probabilities: none negative, every row with sum 1.`,
      `row ${row} is [${Array.from(probabilities, (value) => value.toFixed(4)).join(', ')}], sum ${sum}.`,
      'end with a softmax, or divide by the sum of the row.',
    );
  }
}
