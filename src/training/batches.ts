import type { ModalityColumn } from '../types.js';
import { type Random, randomInteger } from '../util/random.js';
import type { Batch } from './engine.js';

/** Cuts rows into batches. A last batch of one row joins the one before it: batch normalisation needs a spread. */
export function batchRanges(rows: number, batchSize: number): (readonly [start: number, end: number])[] {
  const ranges: [number, number][] = [];
  for (let start = 0; start < rows; start += batchSize)
    ranges.push([start, Math.min(start + batchSize, rows)]);
  const last = ranges.at(-1);
  const previous = ranges.at(-2);
  if (last !== undefined && previous !== undefined && last[1] - last[0] === 1) {
    previous[1] = last[1];
    ranges.pop();
  }
  return ranges;
}

/** Gathers rows of the columns into model inputs, in memory that is reused from batch to batch. */
export class BatchGatherer {
  readonly #columns: readonly ModalityColumn[];
  readonly #values: Float32Array[];
  readonly #present: Float32Array[];

  constructor(columns: readonly ModalityColumn[], largestBatch: number) {
    this.#columns = columns;
    this.#values = columns.map(({ matrix }) => new Float32Array(largestBatch * matrix.dimensions));
    this.#present = columns.map(() => new Float32Array(largestBatch));
  }

  /**
   * Values `[rows, dimensions]` and present `[rows, 1]` of every column in turn, in memory that the next call overwrites. With `hide`, which training passes, a row that has several modalities loses one at random with that
   * probability, and categorical ones show the unknown code at their own rate.
   */
  gather(rows: Int32Array, hide?: { readonly probability: number; readonly random: Random }): Float32Array[] {
    this.#columns.forEach((column, c) => {
      rows.forEach((row, position) => {
        this.#present[c]![position] = column.rowIndex[row]! >= 0 ? 1 : 0;
      });
    });
    if (hide !== undefined && hide.probability > 0 && this.#columns.length > 1) {
      for (let position = 0; position < rows.length; position++) this.#hideOne(position, hide);
    }
    return this.#columns.flatMap((column, c) => {
      this.#fill(column, c, rows);
      const { categorical } = column;
      if (categorical && hide)
        forgetCodes(this.#values[c]!, rows.length, categorical.unknownRate, hide.random);
      const { dimensions } = column.matrix;
      return [
        this.#values[c]!.subarray(0, rows.length * dimensions),
        this.#present[c]!.subarray(0, rows.length),
      ];
    });
  }

  #hideOne(position: number, hide: { readonly probability: number; readonly random: Random }): void {
    if (hide.random() >= hide.probability) return;
    const candidates = this.#present.filter((present) => present[position] === 1);
    if (candidates.length < 2) return;
    candidates[randomInteger(hide.random, candidates.length)]![position] = 0;
  }

  #fill({ matrix, rowIndex }: ModalityColumn, c: number, rows: Int32Array): void {
    const { data, dimensions } = matrix;
    const values = this.#values[c]!;
    const present = this.#present[c]!;
    rows.forEach((row, position) => {
      const offset = position * dimensions;
      if (present[position] === 0) values.fill(0, offset, offset + dimensions);
      else {
        const source = rowIndex[row]! * dimensions;
        values.set(data.subarray(source, source + dimensions), offset);
      }
    });
  }
}

function forgetCodes(codes: Float32Array, rows: number, rate: number, random: Random): void {
  for (let position = 0; position < rows; position++) if (random() < rate) codes[position] = 0;
}

/** Targets of the rows: their classes and the weights of these classes. */
export function gatherTargets(
  rows: Int32Array,
  classIndex: Int32Array,
  weights: readonly number[],
): Pick<Batch, 'classIndex' | 'weights'> {
  const classes = rows.map((row) => classIndex[row]!);
  return { classIndex: classes, weights: Float32Array.from(classes, (index) => weights[index]!) };
}
