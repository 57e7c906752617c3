import type { AxisWeights } from './coefficients.js';
import { PASSES_WASM } from './passes-wasm.js';

/** Part of a picture, in pixels. */
export interface PixelWindow {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The pixels of a part: row-major, red, green and blue interleaved. */
export interface WindowPixels extends PixelWindow {
  readonly data: Uint8Array;
}

interface Passes {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  across(
    source: number,
    stride: number,
    rows: number,
    target: number,
    columns: number,
    ...weights: number[]
  ): void;
  down(source: number, stride: number, rows: number, target: number, ...weights: number[]): void;
}

/** What is used of it; TypeScript declares it with the browser's types only. */
declare const WebAssembly: {
  Module: new (code: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** Rows that are handed over at a time: few enough to stay in the processor's cache. */
const BAND = 64;
const PAGE = 65536;
/** The passes read and write whole vectors, up to this many bytes over the end. */
const SLACK = 16;

let passes: Passes | undefined;

/**
 * The part `window` of what is at hand, resized in width by `across`, then in height by `down`; `null` leaves an axis as it
 * is. The weights count source pixels from the left and top of the whole picture.
 */
export function runPasses(
  pixels: WindowPixels,
  window: PixelWindow,
  across: AxisWeights | null,
  down: AxisWeights | null,
): Uint8Array {
  const columns = across?.first.length ?? window.width;
  const stride = columns * 3;
  const lines = down?.first.length ?? window.height;
  const sourceStride = window.width * 3;
  const { memory, ...passes } = load();
  const room = new Workspace(memory);
  const band = room.take(across === null ? 0 : BAND * sourceStride);
  const between = room.take(window.height * stride);
  const target = down === null ? between : room.take(lines * stride);
  const acrossTables = across && room.takeTables(across);
  const downTables = down && room.takeTables(down);
  const heap = room.open();
  if (acrossTables) writeTables(heap, across!, acrossTables, window.left);
  if (downTables) writeTables(heap, down!, downTables, window.top);
  for (let row = 0; row < window.height; row += BAND) {
    const rows = Math.min(BAND, window.height - row);
    const start = (window.top - pixels.top + row) * pixels.width + window.left - pixels.left;
    const place = acrossTables ? band : between + row * stride;
    for (let line = 0; line < rows; line++) {
      const from = (start + line * pixels.width) * 3;
      heap.set(pixels.data.subarray(from, from + sourceStride), place + line * sourceStride);
    }
    if (acrossTables) {
      passes.across(band, sourceStride, rows, between + row * stride, columns, ...acrossTables, across!.taps);
    }
  }
  if (downTables) passes.down(between, stride, lines, target, ...downTables, down!.taps);
  return heap.slice(target, target + lines * stride);
}

function load(): Passes {
  passes ??= new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(PASSES_WASM, 'base64')))
    .exports as Passes;
  return passes;
}

/** Hands out places in the memory of the passes. */
class Workspace {
  readonly #memory: Passes['memory'];
  #end = 0;

  constructor(memory: Passes['memory']) {
    this.#memory = memory;
  }

  /** Address of `bytes` bytes and the slack behind them. */
  take(bytes: number): number {
    const place = this.#end;
    this.#end += Math.ceil((bytes + SLACK) / SLACK) * SLACK;
    return place;
  }

  /** Addresses of first pixels, counts and weights. */
  takeTables({ first, count, weights }: AxisWeights): [number, number, number] {
    return [this.take(first.byteLength), this.take(count.byteLength), this.take(weights.byteLength)];
  }

  /** The memory, large enough for everything that was taken. */
  open(): Uint8Array {
    const missing = this.#end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return new Uint8Array(this.#memory.buffer);
  }
}

function writeTables(
  heap: Uint8Array,
  { first, count, weights }: AxisWeights,
  [firstAt, countAt, weightsAt]: [number, number, number],
  origin: number,
): void {
  const words = new Int32Array(heap.buffer);
  words.set(
    first.map((source) => source - origin),
    firstAt / 4,
  );
  words.set(count, countAt / 4);
  words.set(weights, weightsAt / 4);
}
