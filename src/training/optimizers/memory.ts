import {
  type Block,
  EPSILON,
  FIRST_DECAY,
  type Kernels,
  PLAIN_KERNELS,
  SECOND_DECAY,
  TINY,
} from './kernels.js';
import { KERNELS_WASM } from './kernels-wasm.js';

/** Arrays of the given sizes with the loops that work on them. */
export interface OptimizerMemory {
  readonly arrays: readonly Float32Array[];
  readonly kernels: Kernels;
}

/** What is used of it; TypeScript declares it with the browser's types only. */
declare const WebAssembly: {
  Memory: new (size: { initial: number; maximum: number }) => WasmMemory;
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

const PAGE_BYTES = 2 ** 16;
const MOST_PAGES = 2 ** 16;

/**
 * Zeros of the given sizes, in one WebAssembly memory with the vectorised loops where there is room and support for them: a step over the
 * 3.5 million weights of the default head takes 3 ms with them and 38 ms without. The memory never grows, so that arrays stay valid.
 */
export function openMemory(sizes: readonly number[]): OptimizerMemory {
  const starts: number[] = [];
  let end = 0;
  for (const size of sizes) {
    starts.push(end);
    end += 4 * padded(size);
  }
  const pages = Math.max(1, Math.ceil(end / PAGE_BYTES));
  const memory =
    pages < MOST_PAGES ? new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES }) : undefined;
  const loops = memory && instantiate(memory);
  if (memory === undefined || loops === undefined) {
    return { arrays: sizes.map((size) => new Float32Array(size)), kernels: PLAIN_KERNELS };
  }
  const arrays = sizes.map((size, position) => new Float32Array(memory.buffer, starts[position], size));
  return { arrays, kernels: vectorised(loops) };
}

/** The mask of a dropout layer, drawn by the vectorised loop; see `dropoutMask` for what it holds. */
export interface MaskMemory {
  readonly values: Float32Array;
  fill(count: number, state: number, threshold: number, kept: number): void;
}

/** Memory for masks of up to `size` numbers; undefined without support for vectors. */
export function openMaskMemory(size: number): MaskMemory | undefined {
  const pages = Math.max(1, Math.ceil((4 * padded(size)) / PAGE_BYTES));
  const memory = new WebAssembly.Memory({ initial: pages, maximum: MOST_PAGES });
  const loops = instantiate(memory);
  if (loops === undefined) return undefined;
  return {
    values: new Float32Array(memory.buffer, 0, size),
    fill: (count, state, threshold, kept) => loops.mask(0, padded(count), state, threshold, kept),
  };
}

interface Loops {
  adam(...numbers: number[]): void;
  sgd(...numbers: number[]): void;
  squares(values: number, count: number): number;
  mask(target: number, count: number, state: number, threshold: number, kept: number): void;
}

let compiled: object | null | undefined;

/** Undefined where the runtime knows no vector instructions. */
function instantiate(memory: WasmMemory): Loops | undefined {
  if (compiled === undefined) {
    try {
      compiled = new WebAssembly.Module(Buffer.from(KERNELS_WASM, 'base64'));
    } catch {
      compiled = null;
    }
  }
  if (compiled === null) return undefined;
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as Loops;
}

/** Parts of arrays, such as rows of a table, are left to the plain loops: what follows them is no padding. */
function vectorised(loops: Loops): Kernels {
  return {
    adam: ({ weights, gradient, first, second }, stepSize, keep, scale) =>
      loops.adam(
        weights.byteOffset,
        gradient.byteOffset,
        first.byteOffset,
        second.byteOffset,
        padded(weights.length),
        stepSize,
        keep,
        scale,
        1 - FIRST_DECAY,
        1 - SECOND_DECAY,
        EPSILON,
        TINY,
      ),
    sgd: ({ weights, gradient, first }: Block, learningRate, momentum, nesterov, scale) =>
      loops.sgd(
        weights.byteOffset,
        gradient.byteOffset,
        first.byteOffset,
        padded(weights.length),
        learningRate,
        momentum,
        nesterov ? 1 : 0,
        nesterov ? momentum : 1,
        scale,
        TINY,
      ),
    squares: (values) => loops.squares(values.byteOffset, padded(values.length)),
  };
}

function padded(size: number): number {
  return Math.ceil(size / 4) * 4;
}
