import { encodeModel, encodeNode, floatInfo } from '../onnx/encode.js';

/** The bytes of an ONNX model that multiplies its inputs `a` and `b`, the second of them transposed or not. */
export function productModel(transposed: boolean): Uint8Array {
  return encodeModel('product', {
    nodes: [encodeNode('Gemm', ['a', 'b'], 'product', { transB: transposed ? 1 : 0 })],
    initializers: [],
    inputs: [floatInfo('a', ['m', 'k']), floatInfo('b', transposed ? ['n', 'k'] : ['k', 'n'])],
    outputs: [floatInfo('product', ['m', 'n'])],
  });
}
