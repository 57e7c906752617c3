import { type OnnxSession, openSession } from '../encoders/onnx/session.js';
import { productModel } from './product-model.js';

/**
 * Products of dense float32 matrices at native speed on all cores. Matrices are flat and row by row; a `subarray` of
 * a larger one is read where it lies. A product holds up the event loop while it is computed and lets it run between two.
 */
export interface MatrixProduct {
  /** `a [aRows, inner]` times `b [inner, bColumns]`: `[aRows, bColumns]`. */
  multiply(
    a: Float32Array,
    aRows: number,
    b: Float32Array,
    bColumns: number,
    inner: number,
  ): Promise<Float32Array>;
  /** `a [aRows, inner]` times the transpose of `b [bRows, inner]`: `[aRows, bRows]`, all dot products of their rows. */
  timesTransposed(
    a: Float32Array,
    aRows: number,
    b: Float32Array,
    bRows: number,
    inner: number,
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
  const run = async (session: OnnxSession, a: Operand, b: Operand, aRows: number, columns: number) => {
    if (released) throw new TypeError('The matrix product has been released.');
    const size = aRows * columns;
    // Gemm refuses matrices without elements; a sum over nothing is 0.
    if (size === 0 || a.data.length === 0) return new Float32Array(size);
    return (await session.run({ a, b })).data;
  };
  return {
    multiply: async (a, aRows, b, bColumns, inner) =>
      run(sessions.plain, operand('a', a, aRows, inner), operand('b', b, inner, bColumns), aRows, bColumns),
    timesTransposed: async (a, aRows, b, bRows, inner) =>
      run(sessions.transposed, operand('a', a, aRows, inner), operand('b', b, bRows, inner), aRows, bRows),
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
  const open = (transposed: boolean) =>
    openSession({ model: productModel(transposed), folder: '', threads: null });
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
