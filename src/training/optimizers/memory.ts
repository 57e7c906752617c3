import { type Kernels, PLAIN_KERNELS } from './kernels.js';

/** Arrays of the given sizes with the loops that work on them. */
export interface OptimizerMemory {
  readonly arrays: readonly Float32Array[];
  readonly kernels: Kernels;
}

/** Zeros of the given sizes. */
export function openMemory(sizes: readonly number[]): OptimizerMemory {
  return { arrays: sizes.map((size) => new Float32Array(size)), kernels: PLAIN_KERNELS };
}
