import type { RatingColumn } from '../types.js';
import { type Random, randomInteger } from '../util/random.js';
import type { Batch } from './engine.js';
import { readMatrix } from './read-matrix.js';

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

/** Memory for the inputs of one batch, by column. */
interface Buffers {
  readonly values: readonly Float32Array[];
  readonly present: readonly Float32Array[];
}

/** Hides modalities from a training batch. */
export interface Hiding {
  readonly probability: number;
  readonly random: Random;
}

/** Gathers rows of the columns into model inputs, in memory that is reused. */
export class BatchGatherer {
  readonly #columns: readonly RatingColumn[];
  /** Two of them: one batch is computed while the next one is read. */
  readonly #buffers: [Buffers, Buffers];

  constructor(columns: readonly RatingColumn[], largestBatch: number) {
    this.#columns = columns;
    const make = (): Buffers => ({
      values: columns.map(({ matrix }) => new Float32Array(largestBatch * matrix.dimensions)),
      present: columns.map(() => new Float32Array(largestBatch)),
    });
    this.#buffers = [make(), make()];
  }

  /**
   * Values `[rows, dimensions]` and present `[rows, 1]` of every column in turn, in memory that the call after the next one overwrites; no two
   * calls may be under way. With `hide`, which training passes, a row that has several modalities loses one at random with that
   * probability, and categorical ones show the unknown code at their own rate. All random numbers are drawn before the call returns.
   */
  async gather(rows: Int32Array, hide?: Hiding): Promise<Float32Array[]> {
    const buffers = this.#buffers[0];
    this.#buffers.reverse();
    const { values, present } = buffers;
    this.#columns.forEach(({ rowIndex }, c) => {
      rows.forEach((row, position) => {
        present[c]![position] = rowIndex[row]! >= 0 ? 1 : 0;
      });
    });
    if (hide !== undefined && hide.probability > 0 && this.#columns.length > 1) {
      for (let position = 0; position < rows.length; position++) hideOne(present, position, hide);
    }
    const reading = this.#columns.map(({ matrix, rowIndex, categorical }, c) => {
      const chosen = rows.map((row, position) => (present[c]![position] === 0 ? -1 : rowIndex[row]!));
      const done = readMatrix(matrix, chosen, values[c]!);
      // Codes are in memory: they are there already.
      if (categorical && hide) forgetCodes(values[c]!, rows.length, categorical.unknownRate, hide.random);
      return done;
    });
    await Promise.all(reading);
    return this.#columns.flatMap(({ matrix }, c) => [
      values[c]!.subarray(0, rows.length * matrix.dimensions),
      present[c]!.subarray(0, rows.length),
    ]);
  }
}

function hideOne(present: readonly Float32Array[], position: number, hide: Hiding): void {
  if (hide.random() >= hide.probability) return;
  const candidates = present.filter((column) => column[position] === 1);
  if (candidates.length < 2) return;
  candidates[randomInteger(hide.random, candidates.length)]![position] = 0;
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
