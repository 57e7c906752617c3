import { type Constants, integerAttribute, integersAttribute } from './constants.js';
import type { GraphNode } from './model.js';

/** A tensor of `rank` axes of which only the first place on `axis` is wanted. */
export interface Narrowing {
  readonly axis: number;
  readonly rank: number;
}

/** An input of a node that may be cut down as well. */
export interface NarrowedInput {
  readonly index: number;
  readonly state: Narrowing;
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
 * Which inputs of a node may be cut to one place, when only that place of its output is wanted. `null` when the node
 * needs the whole of them, or is not known to work place by place.
 */
export function narrowedInputs(
  node: GraphNode,
  state: Narrowing,
  constants: Constants,
  producers: ReadonlyMap<string, GraphNode>,
): NarrowedInput[] | null {
  const { axis, rank } = state;
  const { opType } = node;
  const first: NarrowedInput[] = [{ index: 0, state }];
  const isLast = (place: number) => place === -1 || place === rank - 1;
  if (UNARY.has(opType)) return first;
  if (ELEMENTWISE.has(opType)) return elementwise(node, state, constants);
  switch (opType) {
    case 'LayerNormalization':
      return isLast(integerAttribute(node, 'axis', -1)) && axis < rank - 1 ? first : null;
    case 'Softmax':
      return isLast(integerAttribute(node, 'axis', 0)) && axis < rank - 1 ? first : null;
    case 'ReduceMean': {
      const axes = integersAttribute(node, 'axes') ?? constants.integers(node.inputs[1] ?? '');
      const isOverLast =
        axes?.length === 1 && isLast(axes[0]!) && integerAttribute(node, 'keepdims', 1) === 1;
      return isOverLast && axis < rank - 1 ? first : null;
    }
    case 'MatMul':
      // Rows of the product are made from rows of the left side.
      if (constants.has(node.inputs[1]!)) return axis < rank - 1 ? first : null;
      return axis === rank - 2 ? first : null;
    case 'Transpose': {
      const order = integersAttribute(node, 'perm');
      return order?.length === rank ? [{ index: 0, state: { axis: order[axis]!, rank } }] : null;
    }
    case 'Reshape':
      return reshape(node, state, producers);
    default:
      return null;
  }
}

function elementwise(
  node: GraphNode,
  { axis, rank }: Narrowing,
  constants: Constants,
): NarrowedInput[] | null {
  const narrowed: NarrowedInput[] = [];
  for (const [index, name] of node.inputs.entries()) {
    if (!constants.has(name)) {
      narrowed.push({ index, state: { axis, rank } });
      continue;
    }
    const dims = constants.dims(name);
    // A constant is aligned at its last axis: it must not reach the axis that is cut, or be the same all along it.
    const size = dims === null ? Number.NaN : (dims.at(axis - rank) ?? 1);
    if (dims === null || (dims.length >= rank - axis && size !== 1)) return null;
  }
  return narrowed;
}

/** Only the two shapes by which attention splits and joins its heads, between `[n, tokens, d]` and `[n, tokens, h, d / h]`. */
function reshape(
  node: GraphNode,
  { axis, rank }: Narrowing,
  producers: ReadonlyMap<string, GraphNode>,
): NarrowedInput[] | null {
  const maker = producers.get(node.inputs[0]!)?.opType ?? '';
  const isJoining = rank === 3 && maker === 'Transpose';
  const isSplitting = rank === 4 && (maker === 'Add' || maker === 'MatMul');
  return axis === 1 && (isJoining || isSplitting)
    ? [{ index: 0, state: { axis, rank: isJoining ? 4 : 3 } }]
    : null;
}
