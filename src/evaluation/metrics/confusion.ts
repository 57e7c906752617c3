/** Counts of rows by actual and predicted class, row-major: cell `actual * classes + predicted`. */
export interface Confusion {
  readonly classes: number;
  readonly counts: Float64Array;
}

/** Counts every (actual, predicted) pair; both lists hold class positions below `classes`. */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): Confusion {
  const counts = new Float64Array(classes * classes);
  for (let row = 0; row < actual.length; row++) {
    const cell = actual[row]! * classes + predicted[row]!;
    counts[cell] = counts[cell]! + 1;
  }
  return { classes, counts };
}

/** Rows counted in total. */
export function totalOf({ counts }: Confusion): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}

/** Rows that are actually of each class. */
export function actualTotals({ classes, counts }: Confusion): Float64Array {
  const totals = new Float64Array(classes);
  for (let cell = 0; cell < counts.length; cell++) {
    const actual = Math.floor(cell / classes);
    totals[actual] = totals[actual]! + counts[cell]!;
  }
  return totals;
}

/** Rows that were predicted to be of each class. */
export function predictedTotals({ classes, counts }: Confusion): Float64Array {
  const totals = new Float64Array(classes);
  for (let cell = 0; cell < counts.length; cell++) {
    totals[cell % classes] = totals[cell % classes]! + counts[cell]!;
  }
  return totals;
}

/** Share of rows whose predicted class is at most `steps` positions away from the actual one; 0 steps is accuracy. */
export function shareWithin(confusion: Confusion, steps: number): number {
  const { classes, counts } = confusion;
  let hits = 0;
  for (let actual = 0; actual < classes; actual++) {
    const last = Math.min(classes - 1, actual + steps);
    for (let predicted = Math.max(0, actual - steps); predicted <= last; predicted++) {
      hits += counts[actual * classes + predicted]!;
    }
  }
  return hits / totalOf(confusion);
}

/** The counts as `[actual][predicted]`. */
export function confusionRows({ classes, counts }: Confusion): number[][] {
  return Array.from({ length: classes }, (_, actual) =>
    Array.from(counts.subarray(actual * classes, (actual + 1) * classes)),
  );
}
