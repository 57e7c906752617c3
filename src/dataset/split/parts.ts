/** Lists of row numbers under construction. */
export interface Parts {
  readonly train: number[];
  readonly validation: number[];
  readonly test: number[];
}

/** The three names, in the order in which ties are decided. */
export const PART_NAMES = ['train', 'validation', 'test'] as const;
export type PartName = (typeof PART_NAMES)[number];

/** Three empty lists. */
export function emptyParts(): Parts {
  return { train: [], validation: [], test: [] };
}

/** Shares of the validation and test parts; the training part has the rest. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
}

/** The moments at which validation and test begin, in milliseconds. */
export interface SplitCuts {
  readonly validationFrom: number;
  readonly testFrom: number;
}

/** Parts with an account of what is in none of them. */
export interface DividedParts extends Parts {
  /** Rows in no part, by reason. */
  readonly unused: Readonly<Record<string, number>>;
  /** Rows of cold users that they are known by when something is recommended to them. */
  readonly history?: readonly number[];
  readonly cuts?: SplitCuts;
  /** What else is worth knowing, by what is counted. */
  readonly counts?: Readonly<Record<string, number>>;
}

/** Row numbers by class; classes without rows have empty lists. */
export function rowsByClass(
  rows: readonly { readonly classIndex: number }[],
  indices: Iterable<number>,
): number[][] {
  const classes: number[][] = [];
  for (const index of indices) {
    const { classIndex } = rows[index]!;
    while (classes.length <= classIndex) classes.push([]);
    classes[classIndex]!.push(index);
  }
  return classes;
}
