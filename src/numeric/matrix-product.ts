import { canRunInPlace, runInPlace } from '../onnx/in-place.js';
import { type OnnxSession, openSession } from '../onnx/session.js';
import { PRODUCT, productModel } from './product-model.js';

/**
 * Products of dense float32 matrices at native speed on all cores. Matrices are flat and row by row; a `subarray` of
 * a larger one is read where it lies. A product holds up the event loop while it is computed and lets it run between two.
 * It goes to `target` where one is given, which saves memory that only garbage collection would give back.
 */
export interface MatrixProduct {
  /** `a [aRows, inner]` times `b [inner, bColumns]`: `[aRows, bColumns]`. */
  multiply(
    a: Float32Array,
    aRows: number,
    b: Float32Array,
    bColumns: number,
    inner: number,
    target?: Float32Array,
  ): Promise<Float32Array>;
  /** `a [aRows, inner]` times the transpose of `b [bRows, inner]`: `[aRows, bRows]`, all dot products of their rows. */
  timesTransposed(
    a: Float32Array,
    aRows: number,
    b: Float32Array,
    bRows: number,
    inner: number,
    target?: Float32Array,
  ): Promise<Float32Array>;
  /** Says that this user is done; the last one closes the runtime's threads. May be called again. */
  release(): Promise<void>;
}

interface Sessions {
  readonly plain: OnnxSession;
  readonly transposed: OnnxSession;
}

let users = 0;
let opened: Promise<Sessions> | undefined;

/**
 * Opens products on onnxruntime, which every installation has for its encoders. All users in a process share one
 * pool of threads.
 */
export async function openMatrixProduct(): Promise<MatrixProduct> {
  users += 1;
  opened ??= openSessions();
  let sessions: Sessions;
  try {
    sessions = await opened;
  } catch (error) {
    users -= 1;
    opened = undefined;
    throw error;
  }
  let released = false;
  const run = async (
    session: OnnxSession,
    [a, b]: readonly [Operand, Operand],
    dims: readonly [number, number],
    target: Float32Array | undefined,
  ) => {
    if (released) throw new TypeError('The matrix product has been released.');
    const size = dims[0] * dims[1];
    // Gemm refuses matrices without elements; a sum over nothing is 0.
    if (size === 0 || a.data.length === 0) return target?.fill(0) ?? new Float32Array(size);
    const product = operand('target', target ?? new Float32Array(size), ...dims);
    await runInPlace(session, { a, b }, { [PRODUCT]: product });
    return product.data;
  };
  return {
    multiply: async (a, aRows, b, bColumns, inner, target) => {
      const operands = [operand('a', a, aRows, inner), operand('b', b, inner, bColumns)] as const;
      return run(sessions.plain, operands, [aRows, bColumns], target);
    },
    timesTransposed: async (a, aRows, b, bRows, inner, target) => {
      const operands = [operand('a', a, aRows, inner), operand('b', b, bRows, inner)] as const;
      return run(sessions.transposed, operands, [aRows, bRows], target);
    },
    release: async () => {
      if (released) return;
      released = true;
      users -= 1;
      if (users > 0) return;
      opened = undefined;
      await Promise.all([sessions.plain.release(), sessions.transposed.release()]);
    },
  };
}

async function openSessions(): Promise<Sessions> {
  const inPlace = await canRunInPlace();
  const open = (transposed: boolean) =>
    openSession({ model: productModel(transposed, inPlace), folder: '', threads: null });
  return { plain: await open(false), transposed: await open(true) };
}

interface Operand {
  readonly data: Float32Array;
  readonly dims: readonly [number, number];
}

function operand(name: string, data: Float32Array, rows: number, columns: number): Operand {
  if (data.length !== rows * columns) {
    throw new TypeError(
      `Matrix ${name} holds ${data.length} numbers, but ${rows} rows of ${columns} are ${rows * columns}.`,
    );
  }
  return { data, dims: [rows, columns] };
}
