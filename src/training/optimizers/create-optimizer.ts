import { type Block, FIRST_DECAY, type Kernels, PLAIN_KERNELS, SECOND_DECAY } from './kernels.js';
import { openMemory } from './memory.js';
import type { Optimizer, OptimizerOptions, Parameter, ParameterStore, SparseGradient } from './types.js';

const NONE = new Float32Array();

/**
 * Makes the optimiser of some parameters that start from `initial`. With `clipNorm`, gradients are scaled down together whenever the
 * Euclidean norm of all of them is larger (Pascanu, Mikolov and Bengio 2013). Of a table, only rows with a gradient and their moments
 * change, as PyTorch's `SparseAdam` does it.
 */
export function createOptimizer(
  options: OptimizerOptions,
  parameters: readonly Parameter[],
  initial: readonly Float32Array[],
  clipNorm: number | null,
): Optimizer {
  return new BlockOptimizer(options, parameters, initial, clipNorm);
}

class BlockOptimizer implements Optimizer {
  readonly store: ParameterStore;
  readonly #options: OptimizerOptions;
  readonly #parameters: readonly Parameter[];
  readonly #clipNorm: number | null;
  readonly #kernels: Kernels;
  readonly #blocks: readonly Block[];
  #steps = 0;

  constructor(
    options: OptimizerOptions,
    parameters: readonly Parameter[],
    initial: readonly Float32Array[],
    clipNorm: number | null,
  ) {
    this.#options = options;
    this.#parameters = parameters;
    this.#clipNorm = clipNorm;
    const second = options.name !== 'sgd';
    const dense = (rowSize: number | undefined) => rowSize === undefined;
    const largestRow = Math.max(0, ...parameters.map(({ rowSize }) => rowSize ?? 0));
    const sizes = parameters.flatMap(({ size, rowSize }) => [
      size,
      dense(rowSize) ? size : largestRow,
      size,
      second ? size : 0,
    ]);
    const { arrays, kernels } = openMemory(sizes);
    this.#kernels = kernels;
    this.#blocks = parameters.map((_, parameter) => {
      const [weights, gradient, first, moment] = arrays.slice(4 * parameter, 4 * parameter + 4);
      weights!.set(initial[parameter]!);
      return { weights: weights!, gradient: gradient!, first: first!, second: moment! };
    });
    this.store = {
      values: (parameter) => this.#blocks[parameter]!.weights,
      gradient: (parameter) =>
        dense(parameters[parameter]!.rowSize) ? this.#blocks[parameter]!.gradient : NONE,
    };
  }

  step(learningRate: number, sparse: ReadonlyMap<number, SparseGradient> = new Map()): void {
    this.#steps++;
    const tables = new Map(
      [...sparse].map(([parameter, gradient]) => [parameter, this.#sumRows(parameter, gradient)]),
    );
    const scale = this.#scale(tables);
    this.#parameters.forEach(({ rowSize, decay }, parameter) => {
      const block = this.#blocks[parameter]!;
      if (rowSize === undefined) {
        this.#move(this.#kernels, block, learningRate, decay, scale);
        return;
      }
      for (const [row, values] of tables.get(parameter) ?? []) {
        const part = (array: Float32Array) =>
          array.length === 0 ? array : array.subarray(row * rowSize, (row + 1) * rowSize);
        const gradient = block.gradient.subarray(0, rowSize);
        gradient.set(values);
        const { weights, first, second } = block;
        const own = { weights: part(weights), gradient, first: part(first), second: part(second) };
        this.#move(PLAIN_KERNELS, own, learningRate, decay, scale);
      }
    });
  }

  #move(kernels: Kernels, block: Block, learningRate: number, decay: boolean, scale: number): void {
    const options = this.#options;
    if (options.name === 'sgd') {
      kernels.sgd(block, learningRate, options.momentum, options.nesterov === true, scale);
      return;
    }
    const correction = Math.sqrt(1 - SECOND_DECAY ** this.#steps) / (1 - FIRST_DECAY ** this.#steps);
    const keep = options.name === 'adamw' && decay ? 1 - learningRate * options.weightDecay : 1;
    kernels.adam(block, learningRate * correction, keep, scale);
  }

  /** What gradients are multiplied by so that their norm is no larger than allowed. */
  #scale(tables: ReadonlyMap<number, ReadonlyMap<number, Float32Array>>): number {
    if (this.#clipNorm === null) return 1;
    let squares = 0;
    this.#parameters.forEach(({ rowSize }, parameter) => {
      if (rowSize === undefined) squares += this.#kernels.squares(this.#blocks[parameter]!.gradient);
      for (const values of tables.get(parameter)?.values() ?? []) {
        for (const value of values) squares += value * value;
      }
    });
    // The small number is that of PyTorch's clip_grad_norm_.
    return Math.min(1, this.#clipNorm / (Math.sqrt(squares) + 1e-6));
  }

  #sumRows(parameter: number, { rows, values }: SparseGradient): Map<number, Float32Array> {
    const rowSize = this.#parameters[parameter]!.rowSize!;
    const sums = new Map<number, Float32Array>();
    rows.forEach((row, position) => {
      const own = values.subarray(position * rowSize, (position + 1) * rowSize);
      const sum = sums.get(row);
      if (sum === undefined) sums.set(row, own.slice());
      else for (let d = 0; d < rowSize; d++) sum[d]! += own[d]!;
    });
    return sums;
  }
}
