import { type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import type { ModalityColumn } from '../types.js';
import { type Random, randomInteger } from '../util/random.js';

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
   * Values `[rows, dimensions]` and present `[rows, 1]` of every column in turn. The caller disposes the tensors before
   * the next call. With `hide`, a row that has several modalities loses one at random with that probability.
   */
  gather(rows: Int32Array, hide?: { readonly probability: number; readonly random: Random }): Tensor[] {
    this.#columns.forEach((column, c) => {
      rows.forEach((row, position) => {
        this.#present[c]![position] = column.rowIndex[row]! >= 0 ? 1 : 0;
      });
    });
    if (hide !== undefined && hide.probability > 0 && this.#columns.length > 1) {
      for (let position = 0; position < rows.length; position++) this.#hideOne(position, hide);
    }
    return this.#columns.flatMap((column, c) => this.#tensors(column, c, rows));
  }

  #hideOne(position: number, hide: { readonly probability: number; readonly random: Random }): void {
    if (hide.random() >= hide.probability) return;
    const candidates = this.#present.filter((present) => present[position] === 1);
    if (candidates.length < 2) return;
    candidates[randomInteger(hide.random, candidates.length)]![position] = 0;
  }

  #tensors({ matrix, rowIndex }: ModalityColumn, c: number, rows: Int32Array): [Tensor, Tensor] {
    const { data, dimensions } = matrix;
    const values = this.#values[c]!.subarray(0, rows.length * dimensions);
    const present = this.#present[c]!.subarray(0, rows.length);
    rows.forEach((row, position) => {
      const offset = position * dimensions;
      if (present[position] === 0) values.fill(0, offset, offset + dimensions);
      else {
        const source = rowIndex[row]! * dimensions;
        values.set(data.subarray(source, source + dimensions), offset);
      }
    });
    return [tensor2d(values, [rows.length, dimensions]), tensor2d(present, [rows.length, 1])];
  }
}

/** Targets of the rows: their classes and the weights of these classes. */
export function gatherTargets(rows: Int32Array, classIndex: Int32Array, weights: readonly number[]) {
  const classes = rows.map((row) => classIndex[row]!);
  return {
    classIndex: tensor1d(classes, 'int32'),
    weights: tensor1d(Float32Array.from(classes, (index) => weights[index]!)),
  };
}
