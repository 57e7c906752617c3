import { type Random, shuffle } from '../../util/random.js';
import { largestRemainder } from './largest-remainder.js';
import { emptyParts, type Parts, rowsByClass, type Shares } from './parts.js';

/**
 * Every part has the classes in the proportions of the whole, as near as whole rows allow, and at least one row of
 * each class that has three. Of a class with two rows one goes to the test part, a single row to the training part.
 */
export function stratifiedParts(
  rows: readonly { readonly classIndex: number }[],
  indices: Iterable<number>,
  shares: Shares,
  random: Random,
): Parts {
  const classes = rowsByClass(rows, indices);
  // Classes too small for three parts take no seats of the others.
  const sizes = classes.map((list) => (list.length < 3 ? 0 : list.length));
  const validation = largestRemainder(sizes, shares.validation);
  const test = largestRemainder(sizes, shares.test);
  const parts = emptyParts();
  for (const [index, list] of classes.entries()) {
    const [validationCount, testCount] = countsOf(list.length, validation[index]!, test[index]!, shares);
    shuffle(list, random);
    for (const [position, row] of list.entries()) {
      if (position < testCount) parts.test.push(row);
      else if (position < testCount + validationCount) parts.validation.push(row);
      else parts.train.push(row);
    }
  }
  return parts;
}

/** The counts of validation and test rows of one class, with at least one row for each part where three are there. */
function countsOf(size: number, validation: number, test: number, shares: Shares): [number, number] {
  if (size < 3) return [0, size === 2 && shares.test > 0 ? 1 : 0];
  const atLeast = (count: number, share: number) => (share > 0 ? Math.max(1, count) : 0);
  let counts: [number, number] = [atLeast(validation, shares.validation), atLeast(test, shares.test)];
  while (counts[0] + counts[1] >= size) {
    counts = counts[0] > counts[1] ? [counts[0] - 1, counts[1]] : [counts[0], counts[1] - 1];
  }
  return counts;
}
