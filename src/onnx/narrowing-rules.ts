import { type Constants, integerAttribute, integersAttribute } from './constants.js';
import type { GraphNode } from './model.js';
import { DYNAMIC_QUANTIZATION, type Shapes } from './shapes.js';

/** An input of a node that may be cut to the first place on an axis. */
export interface NarrowedInput {
  readonly index: number;
  /** Counted from the end: -1 is the last axis. So it means the same place in tensors that are broadcast. */
  readonly axis: number;
}

const UNARY = new Set([
  'Cast',
  'Dropout',
  'Elu',
  'Erf',
  'Gelu',
  'Identity',
  'Neg',
  'Reciprocal',
  'Relu',
  'Sigmoid',
  'Sqrt',
  'Tanh',
]);
const ELEMENTWISE = new Set(['Add', 'Div', 'Mul', 'Pow', 'Sub', 'Where']);

/**
 * Which inputs of a node may be cut to the first place of an axis, when only the first place of `axis` of its output is
 * wanted, so that its output then has that one place. `null` when the node needs the whole of them, or is not known to
 * work place by place: numbers must not change. One exception: where 8 bits are scaled by the range of the tensor, the first
 * place is then scaled by its own range, which is finer.
 */
export function narrowedInputs(
  node: GraphNode,
  axis: number,
  constants: Constants,
  shapes: Shapes,
): NarrowedInput[] | null {
  const { opType } = node;
  const first: NarrowedInput[] = [{ index: 0, axis }];
  const rank = shapes.dims(node.inputs[0]!)?.length;
  // What goes over the last axis mixes the places of no other one.
  const isOverLast = (place: number) =>
    axis < -1 && (place === -1 || (rank !== undefined && place === rank - 1));
  if (UNARY.has(opType)) return first;
  if (ELEMENTWISE.has(opType)) return elementwise(node, axis, shapes);
  switch (opType) {
    case 'LayerNormalization':
      return isOverLast(integerAttribute(node, 'axis', -1)) ? first : null;
    case 'Softmax':
      // The default differs between versions of ONNX; 0 never is the last axis here.
      return isOverLast(integerAttribute(node, 'axis', 0)) ? first : null;
    case 'ReduceMean': {
      const axes = integersAttribute(node, 'axes') ?? constants.integers(node.inputs[1] ?? '');
      const keeps = integerAttribute(node, 'keepdims', 1) === 1;
      return keeps && axes?.length === 1 && isOverLast(axes[0]!) ? first : null;
    }
    case DYNAMIC_QUANTIZATION:
      return first;
    case 'MatMul':
    case 'MatMulInteger':
      // Rows of the product are made from rows of the left side, which must have rows: a single vector has none.
      return axis === -2 && rank !== undefined && rank >= 2 ? first : null;
    case 'Transpose': {
      const order = integersAttribute(node, 'perm');
      const from = order?.at(axis);
      return order && from !== undefined ? [{ index: 0, axis: from - order.length }] : null;
    }
    case 'Reshape':
      return reshape(node, axis, shapes);
    default:
      return null;
  }
}

function elementwise(node: GraphNode, axis: number, shapes: Shapes): NarrowedInput[] {
  return node.inputs.flatMap((name, index) => {
    const dims = shapes.dims(name);
    // What has one place there, or no such axis, is the same all along it.
    if (dims !== null && (dims.at(axis) ?? 1) === 1) return [];
    return [{ index, axis }];
  });
}

/**
 * The first place stays the first where the axis and all before it are the same on both sides: so attention splits and joins its
 * heads. Behind the axis anything may change.
 */
function reshape(node: GraphNode, axis: number, shapes: Shapes): NarrowedInput[] | null {
  const before = shapes.dims(node.inputs[0]!);
  const after = shapes.dims(node.outputs[0]!);
  if (before === null || after === null || axis === -1) return null;
  const place = after.length + axis;
  const isKept = after.slice(0, place + 1).every((size, index) => size === before[index]);
  return isKept ? [{ index: 0, axis: place - before.length }] : null;
}
