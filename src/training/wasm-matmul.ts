import {
  BatchMatMul,
  type BatchMatMulAttrs,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  type NamedTensorInfoMap,
  registerKernel,
  type TensorInfo,
  Transpose,
  unregisterKernel,
  util,
} from '@tensorflow/tfjs-core';

const BACKEND = 'wasm';
let stock: KernelConfig | undefined;

interface Backend {
  disposeData(dataId: TensorInfo['dataId']): void;
}

/**
 * Replaces the wasm matrix product, whose transposed forms take a scalar loop, by one that transposes with the
 * Transpose kernel and then multiplies with the fast form. Gradients of dense layers use both transposed forms:
 * a training step of the default head takes a seventh of the time. Safe to call again.
 */
export function installTransposingMatMul(): void {
  if (stock !== undefined) return;
  const multiply = getKernel(BatchMatMul, BACKEND);
  const transpose = getKernel(Transpose, BACKEND);
  if (multiply === undefined || transpose === undefined) return;
  stock = multiply;
  replaceKernel({ ...multiply, kernelFunc: transposingMatMul(multiply.kernelFunc, transpose.kernelFunc) });
}

/** Puts the stock kernel back; for measurements. */
export function restoreStockMatMul(): void {
  if (stock === undefined) return;
  replaceKernel(stock);
  stock = undefined;
}

function replaceKernel(kernel: KernelConfig): void {
  unregisterKernel(BatchMatMul, BACKEND);
  registerKernel(kernel);
}

function transposingMatMul(multiply: KernelFunc, transpose: KernelFunc): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as NamedTensorInfoMap & { a: TensorInfo; b: TensorInfo };
    const { transposeA, transposeB } = attrs as unknown as BatchMatMulAttrs;
    const { disposeData } = backend as Backend;
    const release = (info: TensorInfo) => disposeData.call(backend, info.dataId);
    const flip = (x: TensorInfo) =>
      transpose({ inputs: { x }, backend, attrs: { perm: swapLastTwo(x.shape.length) } }) as TensorInfo;
    const product = (left: TensorInfo, right: TensorInfo) =>
      multiply({
        inputs: { a: left, b: right },
        backend,
        attrs: { transposeA: false, transposeB: false },
      }) as TensorInfo;

    if (transposeB && isLargest(b, a, transposeA)) {
      // a · bᵀ = (b · aᵀ)ᵀ: moves the small operand and the small result instead of a whole weight matrix.
      const right = transposeA ? a : flip(a);
      const flipped = product(b, right);
      const result = flip(flipped);
      if (right !== a) release(right);
      release(flipped);
      return result;
    }
    const left = transposeA ? flip(a) : a;
    const right = transposeB ? flip(b) : b;
    const result = product(left, right);
    if (left !== a) release(left);
    if (right !== b) release(right);
    return result;
  };
}

/** Is `b` larger than what would have to be moved in its place: the other operand and the result? */
function isLargest(b: TensorInfo, a: TensorInfo, transposeA: boolean): boolean {
  const rows = a.shape[a.shape.length - (transposeA ? 1 : 2)] ?? 1;
  const columns = b.shape[b.shape.length - 2] ?? 1;
  const batch = Math.max(util.sizeFromShape(a.shape.slice(0, -2)), util.sizeFromShape(b.shape.slice(0, -2)));
  const moved = rows * columns * batch + (transposeA ? 0 : util.sizeFromShape(a.shape));
  return util.sizeFromShape(b.shape) > moved;
}

function swapLastTwo(rank: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return [...order.slice(0, -2), rank - 1, rank - 2];
}
