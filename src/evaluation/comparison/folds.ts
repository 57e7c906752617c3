import { createRandom, deriveSeed, type Random, shuffle } from '../../util/random.js';
import { groupedParts } from './grouped-parts.js';

/** The rows of one fit. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** What {@link makeFolds} divides. */
export interface FoldsInput {
  readonly rows: Int32Array;
  /** Of all rows, by row number. */
  readonly classIndex: Int32Array;
  /** Of all rows, by row number; rows of a group stay together. */
  readonly groups?: readonly (string | number)[] | undefined;
  readonly folds: number;
  /** Of the rows that are left when the test part is taken away. */
  readonly validationShare: number;
  readonly seed: number;
}

/**
 * Divides rows into folds that have the ratings in the same shares, each of them the test part once; seeded. With groups the shares are
 * met as nearly as whole groups allow. Row numbers ascend within a part.
 */
export function makeFolds(input: FoldsInput): Fold[] {
  const { rows, folds, validationShare, seed } = input;
  const random = createRandom(deriveSeed(seed, 'folds'));
  const parts = divide(rows, Array<number>(folds).fill(1 / folds), input, random);
  return parts.map((test, fold) => {
    const rest = parts.filter((_, position) => position !== fold).flat();
    const [train, validation] = divide(rest, [1 - validationShare, validationShare], input, random);
    return { train: sorted(train!), validation: sorted(validation!), test: sorted(test) };
  });
}

function divide(
  rows: Iterable<number>,
  shares: readonly number[],
  { classIndex, groups }: FoldsInput,
  random: Random,
): number[][] {
  const shuffled = shuffle([...rows], random);
  return groups
    ? groupedParts(shuffled, shares, classIndex, groups)
    : stratifiedParts(shuffled, shares, classIndex);
}

/** Dealt out class by class, each row to the part that lacks most, so that neighbours in that order go to different parts. */
function stratifiedParts(
  rows: readonly number[],
  shares: readonly number[],
  classIndex: Int32Array,
): number[][] {
  const parts = shares.map((): number[] => []);
  const byClass = [...rows].sort((a, b) => classIndex[a]! - classIndex[b]!);
  for (const [position, row] of byClass.entries()) {
    let neediest = 0;
    const lacks = (part: number) => shares[part]! * (position + 1) - parts[part]!.length;
    for (let part = 1; part < parts.length; part++) {
      // Equal shares differ by rounding alone.
      if (lacks(part) > lacks(neediest) + 1e-9) neediest = part;
    }
    parts[neediest]!.push(row);
  }
  return parts;
}

function sorted(rows: readonly number[]): Int32Array {
  return Int32Array.from(rows).sort();
}
