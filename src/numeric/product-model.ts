import { type EncodedGraph, encodeModel, encodeNode, tensorInfo } from '../onnx/encode.js';
import { refuseResults } from '../onnx/refuse-results.js';

/** Name of the output. */
export const PRODUCT = 'product';

/**
 * The bytes of an ONNX model that multiplies its inputs `a` and `b`, the second of them transposed or not; for `runInPlace` only with
 * `inPlace`.
 */
export function productModel(transposed: boolean, inPlace: boolean): Uint8Array {
  const graph: EncodedGraph = {
    nodes: [encodeNode('Gemm', ['a', 'b'], PRODUCT, { transB: transposed ? 1 : 0 })],
    initializers: [],
    inputs: [tensorInfo('a', ['m', 'k']), tensorInfo('b', transposed ? ['n', 'k'] : ['k', 'n'])],
    outputs: [tensorInfo(PRODUCT, ['m', 'n'])],
  };
  return encodeModel(PRODUCT, inPlace ? refuseResults(graph) : graph);
}
